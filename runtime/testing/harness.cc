#include "runtime/testing/harness.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>

#include "arch/entries.h"
#include "arch/sanitizers.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/proc.h"
#include "runtime/sched/sched.h"

// The files of the runtime that every managed program has (abi.cc).
extern "C" const void* const __pag_abi_6[];

namespace pagurus::testing {
namespace {

[[gnu::used]] const void* const* const whole_runtime = __pag_abi_6;

// Where ScheduleUntil goes on, by the C library's own longjmp.
jmp_buf leave;

void Leave() {
  SanitizerPark();
  SanitizerGoexit(pag_tls.g);
  longjmp(leave, 1);
}

// This thread is to be the only M: it has the only P, and nobody takes it.
void BecomeTheScheduler() {
  AttachThread();
  switches.sysmon = 0;
  if (sched.procs == 0) InitSched(1);
  EnsureP();
}

}  // namespace

void ScheduleUntil(volatile long* done) {
  BecomeTheScheduler();
  TestWait wait{done, Leave};
  Ready(NewG(t_wait, &wait));
  if (setjmp(leave) == 0) __pag_mstart(Schedule);
  // The waiting goroutine is abandoned in a native call.  This thread is
  // native again.
  M* m = pag_tls.m;
  pag_tls.g = m->g0;
  pag_tls.sys_sp = 0;
  pag_tls.transition = nullptr;
  m->curg.store(nullptr);
  m->g0->sched = Gobuf();
  StoreGuard(kGuardNative);
}

long Invoke(TestInvocation* invocation) {
  BecomeTheScheduler();
  Ready(NewG(t_invoke, invocation));
  ScheduleUntil(&invocation->done);
  return invocation->result;
}

namespace {

// Word by word, and not instrumented: sysmon, which an earlier test may have
// started, reads them at any time.
PAG_UNINSTRUMENTED void Set(const Switches& to) {
  static_assert(sizeof(Switches) % sizeof(uint64_t) == 0);
  const auto* from = reinterpret_cast<const volatile uint64_t*>(&to);
  auto* words = reinterpret_cast<volatile uint64_t*>(&switches);
  for (size_t i = 0; i < sizeof(Switches) / sizeof(uint64_t); ++i) {
    words[i] = from[i];
  }
}

}  // namespace

WithSwitches::WithSwitches(const char* text) {
  // What the process's own initialisation reads comes first.
  AttachThread();
  Switches parsed;
  if (!ParseSwitches(text, &parsed)) abort();
  Set(parsed);
  BecomeTheScheduler();
}

WithSwitches::~WithSwitches() { Set(Switches()); }

}  // namespace pagurus::testing
