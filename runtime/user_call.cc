#include "runtime/user_call.h"

#include "runtime/m.h"
#include "runtime/sched/native.h"

namespace pagurus {
namespace {

// sysmon reads it (sched/native.cc).
void SetTransition(TransitionRecord* record) {
  __atomic_store_n(&pag_tls.transition, record, __ATOMIC_RELEASE);
}

}  // namespace

void CallUser(void (*fn)(void*), void* arg) {
  // On the scheduler's own stack, where the goroutine's is its caller, an
  // operation that waits would take itself for the goroutine's and not come
  // back here.
  const bool own = pag_tls.sys_sp != 0 && pag_tls.transition == nullptr;
  TransitionRecord record{};
  M* m = pag_tls.m;
  if (own) {
    const G* g = m->curg.load(std::memory_order_relaxed);
    if (g != nullptr) record.sp = g->sched.sp;
    m->user_call = &record;
    SetTransition(&record);
  }
  fn(arg);
  if (!own) return;
  {
    // What follows is the scheduler's, and it has a P.
    RuntimeScope scope;
    EnsureP();
    SetTransition(nullptr);
    m->user_call = nullptr;
  }
  // The function may have changed them, and the next goroutine relies on what
  // is kept (arch/x86_64/block.S).
  NoteFpModes();
}

}  // namespace pagurus
