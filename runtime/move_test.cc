// The mover: growth and forced moves over managed frames of every kind, in
// every debug mode (I1, I2, I3, I5, I9).
#include <atomic>
#include <string>
#include <thread>

#include "arch/context.h"
#include "gtest/gtest.h"
#include "runtime/stack_alloc.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

class MoveTest : public ::testing::TestWithParam<const char*> {
 protected:
  MoveTest() : switches_(GetParam()) { ResetStats(); }

  bool moves_everywhere() const {
    return std::string(GetParam()).find("stressmove=1,") == 0;
  }

  WithSwitches switches_;
};

INSTANTIATE_TEST_SUITE_P(
    Switches, MoveTest,
    ::testing::Values("", "verify=1", "poison=1,verify=1",
                      "stressmove=7,verify=1", "stressmove=1,verify=1",
                      "stressmove=1,poison=1,faultonfree=1,clobberdead=1,"
                      "verify=1",
                      "stressmove=1,poison=1,faultonfree=1,clobberdead=1,"
                      "verify=1,minstack=1024",
                      "faultonfree=1,poison=1", "minstack=65536"));

// I1: a home that points to the parent's frame is rewritten in every frame.
TEST_P(MoveTest, HomesPointToParentsAfterGrowth) {
  long seed = 5;
  EXPECT_EQ(OnGoroutine(t_recurse, 1500, &seed), 1500L * 1501 / 2 + 5);
  EXPECT_GE(TotalStats().max_stack_bytes, 1500u * 48);
  // With a sanitizer's reserve, the first growth is a larger one.
  const unsigned doublings = kSanitizerSlack == 0 ? 6 : 5;
  EXPECT_GE(TotalStats().grows, switches.minstack == 65536 ? 1 : doublings);
  if (moves_everywhere()) {
    EXPECT_GE(TotalStats().moves, 1500u);
    // Each move rewrites at least the homes of the frames there are, but the
    // first, whose parent is no frame.
    EXPECT_GE(TotalStats().pointers_rewritten, 1500u * 1499 / 2);
  }
}

TEST_P(MoveTest, GrowsToAMegabyte) {
  WithSwitches plain("verify=1");
  long seed = 0;
  EXPECT_EQ(OnGoroutine(t_recurse, 20000, &seed), 20000L * 20001 / 2);
  EXPECT_EQ(TotalStats().max_stack_bytes, 1u << 20);
}

// Entry map, stack arguments: a slot in the caller's outgoing area.
TEST_P(MoveTest, StackArgumentsPointToParentsAfterGrowth) {
  long seed = 9;
  // As a callback first: its stack arguments are where native code put them.
  EXPECT_EQ(t_stack_args(100, 0, 0, 0, 0, 0, 0, &seed), 100L * 101 / 2 + 9);
  EXPECT_EQ(OnGoroutine(t_stack_args_start, 1000, &seed), 1000L * 1001 / 2 + 9);
}

TEST_P(MoveTest, NativeCallAtEachDepth) {
  long calls = 0;
  auto count = [](void* p) { ++*static_cast<long*>(p); };
  EXPECT_EQ(OnGoroutine(t_call_each, 200, +count, &calls), 201);
  EXPECT_EQ(calls, 201);
}

// A native function may use all of its own stack, not the goroutine's (I6).
TEST_P(MoveTest, NativeCodeHasASystemStack) {
  auto use = [](void* p) {
    volatile char big[256 * 1024];
    for (size_t i = 0; i < sizeof big; i += 512) big[i] = 1;
    *static_cast<long*>(p) = big[512];
  };
  long result = 0;
  EXPECT_EQ(OnGoroutine(t_deep_call, 3, +use, &result), 4);
  EXPECT_EQ(result, 1);
}

// clobberdead leaves live homes alone, and dead ones are dead.
TEST_P(MoveTest, DeadHomesMayHoldAnything) {
  auto nothing = [](void*) {};
  EXPECT_EQ(OnGoroutine(t_deep_call, 300, +nothing, nullptr), 301);
}

// A live bit that is missing is seen; other homes, and words between them that
// are no references, keep what they hold.
TEST_P(MoveTest, DeadReferenceHomesAreOverwritten) {
  uintptr_t words[] = {0x1110, 0x2220, 0x3330};
  EXPECT_EQ(OnGoroutine(t_reference_bits, words), 0);
  const bool overwritten = moves_everywhere() && switches.clobberdead != 0;
  EXPECT_EQ(words[0], overwritten ? kPoisonDeadHome : 0x1110u);
  EXPECT_EQ(words[1], 0x2220u);
  EXPECT_EQ(words[2], 0x3330u);
}

// known-bugs 22: somebody else poisons the guard whenever managed code runs.
// Whether a check wants room is found without a second look at the guard, so
// none of these makes the stack grow or the check fail for ever.
TEST(GuardTest, PoisonedByAnotherThread) {
  WithSwitches plain("verify=1,minstack=65536");
  auto* guard = reinterpret_cast<uintptr_t*>(
      static_cast<char*>(__builtin_thread_pointer()) + PAG_GUARD);
  std::atomic<bool> stop = false;
  std::atomic<long> poisoned = 0;
  std::thread writer([&] {
    while (!stop) {
      uintptr_t seen = __atomic_load_n(guard, __ATOMIC_RELAXED);
      if (seen == kGuardNative || seen == kGuardPoison) continue;
      poisoned +=
          __atomic_compare_exchange_n(guard, &seen, kGuardPoison, false,
                                      __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    }
  });
  ResetStats();
  for (int round = 0; round < 10000000 && poisoned < 100; ++round) {
    long seed = 3;
    ASSERT_EQ(OnGoroutine(t_recurse, 500, &seed), 500L * 501 / 2 + 3);
  }
  stop = true;
  writer.join();
  EXPECT_GE(poisoned, 100);
  EXPECT_EQ(TotalStats().grows, 0u);
}

// A goroutine that is parked, or has not started, can be moved, too.
TEST_P(MoveTest, ParkedGoroutinesMove) {
  EXPECT_EQ(OnGoroutine(t_yield, 50), 0);
}

}  // namespace
}  // namespace pagurus
