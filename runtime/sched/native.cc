#include "runtime/sched/native.h"

#include "arch/entries.h"
#include "runtime/sched/start_m.h"

namespace pagurus {
namespace {

bool InNativeCode(const M* m) {
  // The guard behind the rest: who becomes managed sets it before it takes that
  // away.  And the transition once more: an operation that blocks has a native
  // guard, too, but none.
  const uint32_t over_managed = m->over_managed.load(std::memory_order_acquire);
  return !M::IsOverManaged(over_managed) &&
         m->in_runtime.load(std::memory_order_acquire) == 0 &&
         __atomic_load_n(&m->tls->transition, __ATOMIC_ACQUIRE) != nullptr &&
         LoadGuardOf(m->guard_word) == kGuardNative &&
         __atomic_load_n(&m->tls->transition, __ATOMIC_ACQUIRE) != nullptr &&
         m->over_managed.load(std::memory_order_acquire) == over_managed;
}

// The words that m's thread will load as its guard on its way back.
void PoisonWayBack(M* m, G* g) {
  __atomic_store_n(&g->stack_guard, kGuardPoison, __ATOMIC_RELAXED);
  __atomic_store_n(&m->tls->callback_guard, kGuardPoison, __ATOMIC_RELAXED);
}
bool WayBackIsPoisoned(const M* m, const G* g) {
  return __atomic_load_n(&g->stack_guard, __ATOMIC_RELAXED) == kGuardPoison &&
         __atomic_load_n(&m->tls->callback_guard, __ATOMIC_RELAXED) ==
             kGuardPoison;
}

}  // namespace

G* BeginToRetake(M* m, P* p) {
  G* g = m->curg.load(std::memory_order_relaxed);
  if (g == nullptr || !InNativeCode(m)) return nullptr;
  // It may have another one by now.
  if (m->p.load(std::memory_order_relaxed) != p) return nullptr;
  m->p.store(nullptr, std::memory_order_relaxed);
  // It looks there when it comes back, and waits for a P.  If it has come back
  // meanwhile, it finds nothing wrong and goes on.
  PoisonWayBack(m, g);
  return g;
}

bool EndRetaking(M* m, P* p, G* g) {
  // It may have come back before, grown its stack, which gave it a new guard,
  // and be in native code again: then it would come back to that guard.
  if (m->curg.load(std::memory_order_relaxed) != g || !InNativeCode(m) ||
      !WayBackIsPoisoned(m, g)) {
    m->p.store(p, std::memory_order_relaxed);
    return false;
  }
  SanitizerAcquireP(p);
  if (Tracing()) TraceLosesP(m, kTraceNative);
  p->m.store(nullptr, std::memory_order_relaxed);
  return true;
}

void RuntimeScope::AwaitStart() {
  // Whoever has stopped the world waits for scopes to end.
  if (m_->in_runtime.load(std::memory_order_relaxed) != 1 ||
      m_->is_over_managed()) {
    return;
  }
  do {
    m_->in_runtime.store(0, std::memory_order_release);
    Rest(m_);
    m_->in_runtime.store(1, std::memory_order_relaxed);
    LightBarrier();
  } while (WorldStopsFor(m_));
}

bool RetakeP(P* p) {
  sched.lock.Acquire();
  threads_lock.Acquire();
  M* m = p->m.load(std::memory_order_relaxed);
  G* g = m == nullptr ? nullptr : BeginToRetake(m, p);
  if (g != nullptr) HeavyBarrier();
  const bool taken = g != nullptr && EndRetaking(m, p, g);
  threads_lock.Release();
  sched.lock.Release();
  if (taken) HandOff(p);
  return taken;
}

P* ReleaseP(M* m, uint8_t why) {
  Locked locked(&sched.lock);
  P* p = m->p.load(std::memory_order_relaxed);
  LoseP(m, why);
  // Until its next holder takes it, which may be a while.
  if (p != nullptr) p->m.store(nullptr, std::memory_order_relaxed);
  return p;
}

}  // namespace pagurus
