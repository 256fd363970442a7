#include "runtime/user_call.h"

#include "runtime/m.h"

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
  if (own) {
    const G* g = pag_tls.m->curg.load(std::memory_order_relaxed);
    if (g != nullptr) record.sp = g->sched.sp;
    SetTransition(&record);
  }
  fn(arg);
  if (!own) return;
  SetTransition(nullptr);
  // The function may have changed them, and the next goroutine relies on what
  // is kept (arch/x86_64/block.S).
  NoteFpModes();
}

}  // namespace pagurus
