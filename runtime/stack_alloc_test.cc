// Where stacks come from and go to (I9).
#include "runtime/stack_alloc.h"

#include <setjmp.h>
#include <signal.h>

#include <set>
#include <vector>

#include "arch/entries.h"
#include "gtest/gtest.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::WithSwitches;

class StackAllocTest : public ::testing::TestWithParam<const char*> {
 protected:
  StackAllocTest() : switches_(GetParam()) {}
  bool fresh() const {
    return switches.stressmove != 0 || switches.faultonfree != 0;
  }
  WithSwitches switches_;
};

INSTANTIATE_TEST_SUITE_P(Switches, StackAllocTest,
                         ::testing::Values("", "stressmove=1", "faultonfree=1",
                                           "stressmove=1,faultonfree=1"));

TEST_P(StackAllocTest, EverySizeIsAlignedAndItsOwn) {
  std::vector<StackRange> stacks;
  for (size_t size = kMinStack; size <= size_t{64} << 20; size *= 2) {
    for (int i = 0; i < 3; ++i) {
      const StackRange s = AllocStack(size);
      ASSERT_NE(s.lo, 0u) << size;
      EXPECT_EQ(s.size(), size);
      EXPECT_EQ(s.hi % kStackAlign, 0u) << size;
      *reinterpret_cast<uintptr_t*>(s.lo) = s.hi;
      *reinterpret_cast<uintptr_t*>(s.hi - 8) = s.lo;
      for (const StackRange& other : stacks) {
        EXPECT_TRUE(s.hi <= other.lo || other.hi <= s.lo);
      }
      stacks.push_back(s);
    }
  }
  for (const StackRange& s : stacks) {
    EXPECT_EQ(*reinterpret_cast<uintptr_t*>(s.lo), s.hi);
    EXPECT_EQ(*reinterpret_cast<uintptr_t*>(s.hi - 8), s.lo);
    FreeStack(s);
  }
}

// A small stack is used again at once; in the debug modes never.
TEST_P(StackAllocTest, Reuse) {
  std::set<uintptr_t> seen;
  bool reused = false;
  for (int i = 0; i < 20000; ++i) {
    const StackRange s = AllocStack(2048u << (i % 5));
    reused |= !seen.insert(s.lo).second;
    FreeStack(s);
  }
  EXPECT_EQ(reused, !fresh());
}

// More address space than memory: what is dead is given back.
TEST_P(StackAllocTest, LargeStacksComeAndGo) {
  for (int i = 0; i < 2000; ++i) {
    const StackRange s = AllocStack(size_t{32} << 20);
    ASSERT_NE(s.lo, 0u) << i;
    *reinterpret_cast<uintptr_t*>(s.lo) = 1;
    *reinterpret_cast<uintptr_t*>(s.hi - 8) = 1;
    FreeStack(s);
  }
}

sigjmp_buf fault;
void OnFault(int) { siglongjmp(fault, 1); }

TEST(FaultOnFreeTest, OldStackIsInaccessible) {
  WithSwitches switches("faultonfree=1");
  const StackRange s = AllocStack(8192);
  *reinterpret_cast<volatile long*>(s.lo) = 1;
  FreeStack(s);
  signal(SIGSEGV, OnFault);
  bool faulted = true;
  if (sigsetjmp(fault, 1) == 0) {
    *reinterpret_cast<volatile long*>(s.lo) = 1;
    faulted = false;
  }
  signal(SIGSEGV, SIG_DFL);
  EXPECT_TRUE(faulted);
}

// I9: whoever frees the stack it stands on is stopped.
TEST(StackAllocDeathTest, FreeingTheStackOneStandsOn) {
  auto saw = [] {
    const uintptr_t here =
        reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
    FreeStack({here & -uintptr_t{65536}, (here & -uintptr_t{65536}) + 65536});
  };
  EXPECT_EXIT(saw(), ::testing::ExitedWithCode(2), "I9");
}

}  // namespace
}  // namespace pagurus
