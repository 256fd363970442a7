// Signal handlers (known-bugs 15, 19): on their own stack, managed or native,
// whatever they interrupt.
#include "runtime/signals.h"

#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

#include "arch/entries.h"
#include "arch/sanitizers.h"
#include "gtest/gtest.h"
#include "runtime/m.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

struct Seen {
  volatile long calls;
  long flag;  // what t_spin waits for
  uintptr_t sp, guard, sys_sp;
  G* g;
};
Seen seen;

void Record(int) {
  seen.sp = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  seen.guard = LoadGuard();
  seen.sys_sp = pag_tls.sys_sp;
  seen.g = pag_tls.g;
  seen.calls = seen.calls + 1;
}
void RaiseIt(void*) { raise(SIGUSR1); }

class SignalsTest : public ::testing::Test {
 protected:
  SignalsTest() {
    AttachThread();
    seen = Seen();
  }
  ~SignalsTest() override {
    signal(SIGUSR1, SIG_DFL);
    signal(SIGALRM, SIG_DFL);
  }
  bool OnSignalStack(uintptr_t sp) {
    const M* m = pag_tls.m;
    return sp >= m->signal_stack_lo && sp < m->signal_stack_hi;
  }
};

bool ours;
int wanted_calls;
bool WantIfOurs(int, siginfo_t*, void*) {
  ++wanted_calls;
  return ours;
}

// The runtime preempts loops with a signal that a program may use as well.
TEST_F(SignalsTest, TheRuntimeSeesItsSignalsFirstAndTheProgramTheRest) {
  // SIGURG's action by default: nothing.
  TakeSignal(SIGURG, WantIfOurs);
  ours = false;
  raise(SIGURG);
  EXPECT_EQ(wanted_calls, 1);
  struct sigaction theirs{};
  theirs.sa_handler = Record;
  theirs.sa_flags = static_cast<int>(SA_RESETHAND);
  ASSERT_EQ(sigaction(SIGURG, &theirs, nullptr), 0);
  ours = true;
  raise(SIGURG);
  EXPECT_EQ(seen.calls, 0);
  ours = false;
  struct sigaction told;
  ASSERT_EQ(sigaction(SIGURG, nullptr, &told), 0);
  EXPECT_EQ(told.sa_handler, Record);
  raise(SIGURG);
  EXPECT_EQ(seen.calls, 1);
  // It was for once.
  ASSERT_EQ(sigaction(SIGURG, nullptr, &told), 0);
  EXPECT_EQ(told.sa_handler, SIG_DFL);
  raise(SIGURG);
  EXPECT_EQ(seen.calls, 1);
  EXPECT_EQ(wanted_calls, 4);
}

TEST_F(SignalsTest, HandlerRunsOnTheSignalStackAsNativeCode) {
  signal(SIGUSR1, Record);
  EXPECT_EQ(OnGoroutine(t_deep_call, 3, RaiseIt, nullptr), 4);
  EXPECT_EQ(seen.calls, 1);
  EXPECT_TRUE(OnSignalStack(seen.sp));
  EXPECT_EQ(seen.guard, kGuardNative);
  EXPECT_EQ(seen.sys_sp, 0u);
  EXPECT_EQ(seen.g, &pag_tls.m->signal_g);
}

TEST_F(SignalsTest, SigactionReportsWhatTheProgramSet) {
  struct sigaction set{}, old;
  set.sa_handler = Record;
  set.sa_flags = SA_RESTART;
  ASSERT_EQ(sigaction(SIGUSR1, &set, nullptr), 0);
  ASSERT_EQ(sigaction(SIGUSR1, nullptr, &old), 0);
  EXPECT_EQ(old.sa_handler, Record);
  EXPECT_EQ(old.sa_flags & (SA_RESTART | SA_ONSTACK | SA_SIGINFO), SA_RESTART);
  EXPECT_EQ(signal(SIGUSR1, SIG_IGN), Record);
  EXPECT_EQ(signal(SIGUSR1, SIG_DFL), SIG_IGN);
  EXPECT_EQ(signal(SIGUSR1, SIG_DFL), SIG_DFL);
  EXPECT_EQ(signal(SIGKILL, Record), SIG_ERR);
  EXPECT_EQ(signal(NSIG + 1, Record), SIG_ERR);
}

TEST_F(SignalsTest, ResetHandIsTheKernels) {
  struct sigaction set{}, old;
  set.sa_handler = Record;
  set.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGUSR1, &set, nullptr);
  raise(SIGUSR1);
  EXPECT_EQ(seen.calls, 1);
  sigaction(SIGUSR1, nullptr, &old);
  EXPECT_EQ(old.sa_handler, SIG_DFL);
}

TEST_F(SignalsTest, HandlersNest) {
  auto outer = [](int) {
    Record(0);
    if (seen.calls < 10) raise(SIGUSR1);
  };
  struct sigaction set{};
  set.sa_handler = outer;
  set.sa_flags = SA_NODEFER;
  sigaction(SIGUSR1, &set, nullptr);
  EXPECT_EQ(OnGoroutine(t_deep_call, 3, RaiseIt, nullptr), 4);
  EXPECT_EQ(seen.calls, 10);
  EXPECT_EQ(LoadGuard(), kGuardNative);
}

// A handler that is managed code, with pinned locals of its own.
void UsePinned(void* address, void*) {
  for (int i = 0; i < 100; ++i) static_cast<volatile char*>(address)[i] = 1;
}
void ManagedHandler(int) {
  long seed = 3;
  if (t_recurse(20, &seed) != 213) __builtin_trap();
  t_pinned(100, 16, UsePinned, nullptr);
  seen.calls = seen.calls + 1;
  if (seen.calls >= 200) seen.flag = 1;
}

// A timer's signals hit everything: prologues, gates, the mover.  Not under
// TSan: they would hit its own code, too, which takes locks, and its way out,
// to run handlers later, would run them on goroutine stacks (I6).
#if !PAG_TSAN

void StartTimer(int microseconds) {
  itimerval timer{};
  timer.it_interval.tv_usec = timer.it_value.tv_usec = microseconds;
  setitimer(ITIMER_REAL, &timer, nullptr);
}

class StormTest : public SignalsTest,
                  public ::testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(Switches, StormTest,
                         ::testing::Values("verify=1",
                                           "stressmove=1,poison=1,"
                                           "clobberdead=1,verify=1",
                                           "stressmove=1,poison=1,"
                                           "faultonfree=1"));

TEST_P(StormTest, ManagedHandlerInterruptsEverything) {
  WithSwitches switches(GetParam());
  signal(SIGALRM, ManagedHandler);
  StartTimer(150);
  OnGoroutine(t_spin, &seen.flag);
  StartTimer(0);
  EXPECT_GE(seen.calls, 200);
  EXPECT_EQ(pag_tls.callback_top, pag_tls.m->callback_base);
}

// A handler jumps out of whatever is interrupted, the mover included, over and
// over; the goroutine goes on every time.
JmpBuf storm_buf;
constexpr long kJumps = 200;
long storm_left;
void JumpOut(int) {
  // It counts each return of setjmp: there is none before the buffer is filled.
  if (0 < storm_left && storm_left < kJumps) t_longjmp_below(1, &storm_buf, 1);
}
TEST_P(StormTest, HandlerJumpsOutOfAnything) {
  WithSwitches switches(GetParam());
  signal(SIGALRM, JumpOut);
  storm_left = kJumps;
  // A jump lets signals in again before it has left the signal stack, as the C
  // library's does: they must not come faster than it jumps.
  StartTimer(PAG_ASAN ? 3000 : 150);
  EXPECT_EQ(OnGoroutine(t_setjmp_spin, &storm_buf, &storm_left), 7);
  StartTimer(0);
  EXPECT_LE(storm_left, 0);
}

#endif  // !PAG_TSAN

// A thread that has never run managed code takes its first in a handler.
TEST_F(SignalsTest, FirstManagedCodeOfAThreadIsAHandler) {
  signal(SIGUSR1, ManagedHandler);
  pthread_t thread;
  auto body = [](void*) -> void* {
    EXPECT_EQ(pag_tls.m, nullptr);
    raise(SIGUSR1);
    EXPECT_NE(pag_tls.m, nullptr);
    EXPECT_EQ(pag_tls.g, pag_tls.m->g0);
    raise(SIGUSR1);
    EXPECT_EQ(LoadGuard(), kGuardNative);
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, nullptr, body, nullptr), 0);
  pthread_join(thread, nullptr);
  EXPECT_EQ(seen.calls, 2);
}

// The program's own signal stack is left alone, and used.
TEST_F(SignalsTest, OwnSignalStackIsKept) {
  static char own[65536];
  stack_t set{}, old;
  set.ss_sp = own;
  set.ss_size = sizeof own;
  ASSERT_EQ(sigaltstack(&set, &old), 0);
  signal(SIGUSR1, ManagedHandler);
  EXPECT_EQ(OnGoroutine(t_deep_call, 3, RaiseIt, nullptr), 4);
  EXPECT_EQ(seen.calls, 1);
  sigaltstack(&old, nullptr);
}

// Switching the signal stack off does not put handlers on goroutine stacks.
TEST_F(SignalsTest, SignalStackCannotBeSwitchedOff) {
  stack_t off{}, old;
  off.ss_flags = SS_DISABLE;
  ASSERT_EQ(sigaltstack(&off, nullptr), 0);
  ASSERT_EQ(sigaltstack(nullptr, &old), 0);
  EXPECT_NE(old.ss_flags & SS_DISABLE, 0) << "as the program sees it";
  signal(SIGUSR1, Record);
  raise(SIGUSR1);
  EXPECT_TRUE(OnSignalStack(seen.sp));
}

}  // namespace
}  // namespace pagurus
