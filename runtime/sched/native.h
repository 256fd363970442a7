// Ms in native code.
//
// A call of native code costs its gate and nothing else; if it lasts, sysmon
// takes the P away and gives it to an M that can use it:
//
//      gate                          sysmon, under sched.lock
//      transition, guard = native    M::p = null, G::stack_guard = poison
//      ... native code ...           heavy barrier
//      guard = G::stack_guard        M in native code, and the poison still
//      G::stack_guard == poison?     there?  then the P is free
//      then wait for a P             else put M::p back
//      no transition
//
// (tests/model/native_model.h explores all orders of these steps.)
//
// So managed code that a goroutine runs always has a P (I13), also if native
// code called it back: the word that callbacks load as their guard is poisoned
// with the other one.  Native code that calls the runtime says so
// (RuntimeScope), so that the P is not taken while that uses it; in the runtime
// EnsureP waits for one that was taken before.  RuntimeScopes also keep
// operations of threads without a P from going on while the world is stopped
// (stop_world.h).
#ifndef PAGURUS_RUNTIME_SCHED_NATIVE_H_
#define PAGURUS_RUNTIME_SCHED_NATIVE_H_

#include "runtime/sched/sched.h"
#include "runtime/sched/stop_world.h"

namespace pagurus {

// Around whatever uses CurrentP() in functions that native code may call.
class RuntimeScope {
 public:
  RuntimeScope() : m_(AttachedM()) {
    m_->in_runtime.store(m_->in_runtime.load(std::memory_order_relaxed) + 1,
                         std::memory_order_relaxed);
    LightBarrier();
    if (__builtin_expect(WorldStopsFor(m_), 0)) AwaitStart();
  }
  ~RuntimeScope() {
    SanitizerReleaseP(m_->p.load(std::memory_order_relaxed));
    m_->in_runtime.store(m_->in_runtime.load(std::memory_order_relaxed) - 1,
                         std::memory_order_release);
  }
  RuntimeScope(const RuntimeScope&) = delete;
  RuntimeScope& operator=(const RuntimeScope&) = delete;

 private:
  // A thread that the runtime has not seen is one that nobody would stop.
  static M* AttachedM() {
    if (__builtin_expect(pag_tls.m == nullptr, 0)) AttachThread();
    return pag_tls.m;
  }
  void AwaitStart();

  M* const m_;
};

// Takes p from its M if that is in native code, and makes use of it; if so.
bool RetakeP(P* p);
// The same in two steps with the caller's heavy barrier between them, which
// costs 20 microseconds, so that several Ps can share one.  Under sched.lock
// and threads_lock.  The first one's result, if it is not null, is the second's
// argument, and that says whether nobody has p now.
G* BeginToRetake(M* m, P* p);
bool EndRetaking(M* m, P* p, G* g);

// Takes the calling M's P from it; null if it has none.  Whoever gives a P away
// does it this way or under sched.lock: sysmon, in RetakeP, may have unset M::p
// and be about to put it back.  `why`: if it runs a goroutine, for a trace.
P* ReleaseP(M* m, uint8_t why);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_NATIVE_H_
