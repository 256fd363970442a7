// Faults while the runtime's own locks are held (I7), and in printing itself.
// What programs see is tests/managed/dying's.
#include "runtime/traceback/fault.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "gtest/gtest.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/proc.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/start_m.h"
#include "runtime/testing/harness.h"
#include "runtime/traceback/dump.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;

const auto kKilled = ::testing::KilledBySignal(SIGSEGV);

void RaiseIt(void*) { raise(SIGSEGV); }

TEST(FaultTest, ManagedFramesBelowNativeCode) {
  AttachThread();
  EXPECT_EXIT(OnGoroutine(t_deep_call, 3, RaiseIt, nullptr), kKilled,
              "pagurus: fatal error: SIGSEGV .*\n"
              "\ngoroutine [0-9]+ \\[running\\]:\n(.*\n)*"
              "  raise\\+0x[0-9a-f]+ in libc.so.6\n(.*\n)*"
              "  t_deep\\+0x[0-9a-f]+\n"
              "  t_deep\\+0x[0-9a-f]+\n"
              "  t_deep_call\\+0x[0-9a-f]+\n");
}

TEST(FaultTest, WithTheRuntimesLocksHeld) {
  AttachThread();
  auto locked = [](void*) {
    pag_tls.m->in_runtime = 1;
    sched.lock.AcquireForFork();
    threads_lock.AcquireForFork();
    raise(SIGSEGV);
  };
  EXPECT_EXIT(OnGoroutine(t_deep_call, 3, +locked, nullptr), kKilled,
              "t_deep_call\\+0x[0-9a-f]+\n");
  auto all = [&] {
    testing::WithSwitches switches("traceback=all");
    Ready(NewG(t_yield_once, nullptr));
    OnGoroutine(t_deep_call, 3, +locked, nullptr);
  };
  EXPECT_EXIT(all(), kKilled, "t_deep_call(.*\n)*goroutine [0-9]+ \\[runnable");
}

// It says so, and dies of the fault.
TEST(FaultTest, InPrintingItself) {
  AttachThread();
  auto printing = [] {
    DumpScope scope;
    raise(SIGSEGV);
  };
  EXPECT_EXIT(printing(), kKilled,
              "a second fault, while printing, at pc 0x[0-9a-f]+");
}

TEST(FaultTest, OneThreadPrints) {
  AttachThread();
  auto both = [] {
    pthread_t thread;
    auto body = [](void*) -> void* {
      raise(SIGSEGV);
      return nullptr;
    };
    DumpScope scope;
    pthread_create(&thread, nullptr, body, nullptr);
    usleep(50000);
    _exit(3);
  };
  EXPECT_EXIT(both(), ::testing::ExitedWithCode(3), "^$");
}

// A goroutine that looks at all of them, and one that changes meanwhile.
TEST(FaultTest, PrintGoroutinesGoesOn) {
  AttachThread();
  auto print = [](void*) { pag_print_goroutines(2); };
  ::testing::internal::CaptureStderr();
  Ready(NewG(t_yield_once, nullptr));
  EXPECT_EQ(OnGoroutine(t_deep_call, 3, +print, nullptr), 4);
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("[running]:\n"), std::string::npos) << text;
  EXPECT_NE(text.find("t_deep_call+0x"), std::string::npos) << text;
}

}  // namespace
}  // namespace pagurus
