// setjmp and longjmp across moves, callbacks, native frames and signals.
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

#include "arch/entries.h"
#include "gtest/gtest.h"
#include "runtime/arena.h"
#include "runtime/m.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

class SetjmpTest : public ::testing::TestWithParam<const char*> {
 protected:
  SetjmpTest() : switches_(GetParam()) {}
  void ExpectClean() {
    EXPECT_EQ(pag_tls.transition, nullptr);
    EXPECT_EQ(pag_tls.sys_sp, 0u);
    EXPECT_EQ(pag_tls.callback_top, pag_tls.m->callback_base);
    EXPECT_EQ(LoadGuard(), kGuardNative);
  }
  WithSwitches switches_;
  jmp_buf buf_;
};

INSTANTIATE_TEST_SUITE_P(Switches, SetjmpTest,
                         ::testing::Values("",
                                           "stressmove=1,poison=1,"
                                           "faultonfree=1,clobberdead=1,"
                                           "verify=1"));

void Nothing(void*) {}
void JumpFromNative(void* buf) { longjmp(*static_cast<jmp_buf*>(buf), 5); }
void JumpFromNativeWithZero(void* buf) {
  longjmp(*static_cast<jmp_buf*>(buf), 0);
}
void JumpFromCallback(void* buf) { t_longjmp_below(30, buf, 6); }
int JumpFromComparator(const void* a, const void*) {
  t_longjmp_below(3, *static_cast<void* const*>(a), -8);
  return 0;
}
void JumpAcrossQsort(void* buf) {
  void* array[2] = {buf, buf};
  qsort(array, 2, sizeof array[0], JumpFromComparator);
}

TEST_P(SetjmpTest, ReturnsZeroFirst) {
  EXPECT_EQ(OnGoroutine(t_setjmp, &buf_, Nothing), 0);
  ExpectClean();
}

TEST_P(SetjmpTest, FromNativeCode) {
  EXPECT_EQ(OnGoroutine(t_setjmp, &buf_, JumpFromNative), 7005);
  ExpectClean();
}

TEST_P(SetjmpTest, ZeroBecomesOne) {
  EXPECT_EQ(OnGoroutine(t_setjmp, &buf_, JumpFromNativeWithZero), 7001);
}

TEST_P(SetjmpTest, FromACallback) {
  EXPECT_EQ(OnGoroutine(t_setjmp, &buf_, JumpFromCallback), 7006);
  ExpectClean();
}

TEST_P(SetjmpTest, AcrossQsort) {
  EXPECT_EQ(OnGoroutine(t_setjmp, &buf_, JumpAcrossQsort), 6992);
  ExpectClean();
}

// In managed code that native code called, on the system stack.
TEST_P(SetjmpTest, InsideACallback) {
  struct Inner {
    jmp_buf buf;
    long results[3];
  } inner;
  auto run = [](void* p) {
    auto* inner = static_cast<Inner*>(p);
    inner->results[0] = t_setjmp(&inner->buf, JumpFromNative);
    inner->results[1] = t_setjmp(&inner->buf, JumpFromCallback);
    inner->results[2] = t_setjmp(&inner->buf, JumpAcrossQsort);
  };
  EXPECT_EQ(OnGoroutine(t_deep_call, 3, +run, &inner), 4);
  EXPECT_EQ(inner.results[0], 7005);
  EXPECT_EQ(inner.results[1], 7006);
  EXPECT_EQ(inner.results[2], 6992);
  ExpectClean();
  EXPECT_EQ(t_setjmp(&buf_, JumpFromNative), 7005);
  ExpectClean();
}

// The stack has moved between setjmp and longjmp: grown, at the least.
TEST_P(SetjmpTest, OnAMovedStack) {
  ResetStats();
  t_jump_depth = 2000;
  EXPECT_EQ(OnGoroutine(t_setjmp, &buf_, t_recurse_and_jump), 7009);
  EXPECT_GE(TotalStats().grows, 3u);
  ExpectClean();
}

void RaiseSignal(void*) { raise(SIGUSR1); }
jmp_buf* handler_buf;
void JumpingHandler(int) { siglongjmp(*handler_buf, 4); }
void JumpingManagedHandler(int) { t_longjmp_below(2, handler_buf, 4); }

TEST_P(SetjmpTest, SiglongjmpOutOfAHandlerRestoresTheMask) {
  handler_buf = &buf_;
  for (auto handler : {JumpingHandler, JumpingManagedHandler}) {
    signal(SIGUSR1, handler);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(OnGoroutine(t_sigsetjmp, &buf_, RaiseSignal), 7004);
      ExpectClean();
      EXPECT_EQ(pag_tls.m->signal_g.arena_cur, kNoChunk);
    }
  }
  signal(SIGUSR1, SIG_DFL);
}

// What a longjmp leaves behind does not add up, no more than with parks
// (sched_test: ParksLeaveNothingBehind).
TEST_P(SetjmpTest, JumpsLeaveNothingBehind) {
  const long jumps = switches.stressmove == 0 ? 30000 : 1000;
  static long left;
  left = jumps;
  auto jump = [](void* buf) {
    if (--left > 0) longjmp(*static_cast<jmp_buf*>(buf), 1);
  };
  EXPECT_EQ(OnGoroutine(t_setjmp_again, &buf_, +jump), jumps);
  ExpectClean();
}

// Native code's own setjmp is the C library's.
TEST_P(SetjmpTest, NativeSetjmpIsNotOurs) {
  jmp_buf native;
  volatile int rounds = 0;
  if (setjmp(native) < 3) {
    rounds = rounds + 1;
    longjmp(native, rounds);
  }
  EXPECT_EQ(rounds, 3);
}

TEST(SetjmpDeathTest, BufferOfAnotherGoroutine) {
  static jmp_buf buf;
  auto misuse = [] {
    OnGoroutine(t_setjmp, &buf, Nothing);
    OnGoroutine(t_longjmp_below, 0, &buf, 1);
  };
  EXPECT_EXIT(misuse(), ::testing::ExitedWithCode(2),
              "longjmp with a buffer of goroutine [0-9]+ in goroutine [0-9]+");
}

TEST(SetjmpDeathTest, BufferNeverFilled) {
  static jmp_buf buf;
  EXPECT_EXIT(OnGoroutine(t_longjmp_below, 0, &buf, 1),
              ::testing::ExitedWithCode(2), "that setjmp has not filled");
}

}  // namespace
}  // namespace pagurus
