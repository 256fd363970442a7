#include "runtime/user_call.h"

#include "runtime/m.h"
#include "runtime/sched/native.h"

namespace pagurus {
namespace {

// sysmon reads it (sched/native.cc).
void SetTransition(TransitionRecord* record) {
  __atomic_store_n(&pag_tls.transition, record, __ATOMIC_RELEASE);
}

// The runtime's caller may be in RuntimeScopes, for which who stops the world
// waits; and the function may wait for who stops it: for a collection, for a
// lock of that thread's.  Meanwhile this is native code like any other.  How
// many they were.
int LeaveScopes(M* m) {
  // In a handler they are those of what it has interrupted.
  if (pag_tls.g == &m->signal_g) return 0;
  const int scopes = m->in_runtime.load(std::memory_order_relaxed);
  m->in_runtime.store(0, std::memory_order_release);
  return scopes;
}

// Waits while the world is stopped.
void EnterScopesAgain(M* m, int scopes) {
  if (scopes == 0) return;
  RuntimeScope scope;
  m->in_runtime.store(scopes + 1, std::memory_order_relaxed);
}

}  // namespace

void CallUser(void (*fn)(void*), void* arg) {
  // On the scheduler's own stack, where the goroutine's is its caller, an
  // operation that waits would take itself for the goroutine's and not come
  // back here.
  const bool own = pag_tls.sys_sp != 0 && pag_tls.transition == nullptr;
  TransitionRecord record{};
  M* m = pag_tls.m;
  // Until the function is managed code that has it, nothing else need refer to
  // it.
  void* const outer_arg = m->user_arg;
  m->user_arg = arg;
  if (own) {
    const G* g = m->curg.load(std::memory_order_relaxed);
    if (g != nullptr) record.sp = g->sched.sp;
    m->user_call = &record;
    SetTransition(&record);
  }
  const int scopes = LeaveScopes(m);
  fn(arg);
  EnterScopesAgain(m, scopes);
  m->user_arg = outer_arg;
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
