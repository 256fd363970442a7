// Ms in native code.
//
// A call of native code costs its gate and nothing else; if it lasts, sysmon
// takes the P away and gives it to an M that can use it:
//
//      gate                          sysmon, under sched.lock
//      guard = native, transition    M::p = null, G::stack_guard = poison
//      ... native code ...           heavy barrier
//      guard = G::stack_guard        M in native code, and the poison still
//                                    there?  then the P is free
//                                    else put M::p back
//
// (tests/model/native_model.h explores all orders of these steps.)
//
// The M finds out at its next prologue check, which fails, or when it next
// wants something of the runtime: EnsureP finds no P and waits for one.
// Native code that calls the runtime says so (RuntimeScope), so that the P is
// not taken while that uses it.
#ifndef PAGURUS_RUNTIME_SCHED_NATIVE_H_
#define PAGURUS_RUNTIME_SCHED_NATIVE_H_

#include "runtime/sched/sched.h"

namespace pagurus {

// Around whatever uses CurrentP() in functions that native code may call.
class RuntimeScope {
 public:
  RuntimeScope() : m_(pag_tls.m) {
    if (m_ == nullptr) return;
    m_->in_runtime.store(m_->in_runtime.load(std::memory_order_relaxed) + 1,
                         std::memory_order_relaxed);
    LightBarrier();
  }
  ~RuntimeScope() {
    if (m_ == nullptr) return;
    SanitizerReleaseP(m_->p.load(std::memory_order_relaxed));
    m_->in_runtime.store(m_->in_runtime.load(std::memory_order_relaxed) - 1,
                         std::memory_order_release);
  }
  RuntimeScope(const RuntimeScope&) = delete;
  RuntimeScope& operator=(const RuntimeScope&) = delete;

 private:
  M* const m_;
};

// Takes p from its M if that is in native code, and makes use of it; if so.
bool RetakeP(P* p);

// Takes the calling M's P from it; null if it has none.  Whoever gives a P away
// does it this way or under sched.lock: sysmon, in RetakeP, may have unset M::p
// and be about to put it back.
P* ReleaseP(M* m);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_NATIVE_H_
