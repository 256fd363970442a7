// What cannot go on says why, and where, with status 2 (I4, I5).
#include "arch/entries.h"
#include "gtest/gtest.h"
#include "runtime/copystack.h"
#include "runtime/debug_move.h"
#include "runtime/m.h"
#include "runtime/proc.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

const auto kStatus = ::testing::ExitedWithCode(2);

// I4: a PC without a record is named, not guessed at.
TEST(FatalTest, ReturnAddressWithoutARecord) {
  EXPECT_EXIT(OnGoroutine(t_no_record, 1000), kStatus,
              "fatal error: no frame record for pc 0x[0-9a-f]+ "
              "\\(t_unrecorded\\+0x[0-9a-f]+\\) at sp 0x[0-9a-f]+ of "
              "goroutine [0-9]+, stack");
  auto verified = [] {
    WithSwitches switches("stressmove=1,verify=1");
    OnGoroutine(t_no_record, 1);
  };
  EXPECT_EXIT(verified(), kStatus, "t_unrecorded");
}

TEST(FatalTest, StackLimit) {
  auto overflow = [](const char* text) {
    WithSwitches switches(text);
    long seed = 0;
    OnGoroutine(t_recurse, 1000000, &seed);
  };
  EXPECT_EXIT(overflow("maxstack=65536"), kStatus,
              "goroutine stack exceeds 65536-byte limit\n"
              "\ngoroutine [0-9]+ \\[running\\]:\n"
              "  t_recurse\\+0x0\n"
              "  t_recurse(\\+0x| at )");
  // Both ends of a deep stack.
  EXPECT_EXIT(overflow("maxstack=65536"), kStatus,
              "  \\.\\.\\. [0-9]+ more frames\n(.*\n)*"
              "  t_invoke(\\+0x| at )");
  EXPECT_EXIT(overflow("maxstack=65536,stressmove=3"), kStatus,
              "exceeds 65536-byte limit");
}

// The limit is on the stack's size, not on what is used of it.
TEST(FatalTest, StackOfExactlyTheLimitIsFine) {
  WithSwitches switches("minstack=65536,maxstack=65536");
  long seed = 0;
  EXPECT_EQ(OnGoroutine(t_recurse, 1000, &seed), 1000L * 1001 / 2);
}

// I3: a frame that does not add up to the stack's top is not believed.
TEST(FatalTest, FramesThatDoNotAddUp) {
  auto shifted = [] {
    AttachThread();
    G* g = NewG(t_yield_once, nullptr);
    GiveFirstStack(g);
    // The return address, a word further down than it should be.
    auto* ret = reinterpret_cast<uintptr_t*>(g->sched.sp);
    ret[-1] = ret[0];
    g->sched.sp -= sizeof(uintptr_t);
    CopyStack(g, g->stack_size(), ParkedEnd(g));
  };
  EXPECT_EXIT(shifted(), kStatus, "the first frame is not at the stack's top");
}

// verify=1 finds a home that was not rewritten: here, by claiming afterwards
// that the stack has moved away from where its homes point.
TEST(FatalTest, VerifySeesAStaleAddress) {
  auto claim = [](void*) {
    const uintptr_t sp = pag_tls.transition->sp;
    const G* g = pag_tls.g;
    uintptr_t saved_sp = sp;
    const StackEnd end{&saved_sp, *reinterpret_cast<uintptr_t*>(sp),
                       sp + sizeof(uintptr_t), nullptr, nullptr};
    VerifyMove(g, end, g->stack_hi, {0x1000, 0x2000});  // nothing there
    VerifyMove(g, end, g->stack_hi, {sp, g->stack_hi});
  };
  EXPECT_EXIT(OnGoroutine(t_deep_call, 3, +claim, nullptr), kStatus,
              "verify: a home still holds the old address 0x(.*\n)*.*t_deep");
}

}  // namespace
}  // namespace pagurus
