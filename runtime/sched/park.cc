#include "runtime/sched/park.h"

#include "runtime/sanitizers.h"
#include "runtime/sched/deadlock.h"
#include "runtime/sched/native.h"
#include "runtime/sched/stop_world.h"
#include "runtime/traceback/cfi.h"

namespace pagurus {
namespace {

// A goroutine's own call stands on an otherwise empty system stack.
bool OnGoroutine() {
  return pag_tls.sys_sp != 0 && pag_tls.transition == nullptr;
}

// commit(argument) lets others see the waiter.  Not inlined, nor is what a
// trace needs: what they keep in registers others would have to save.
[[gnu::noinline]] uintptr_t WaitAsThread(CommitFn* commit, void* argument,
                                         ResumeFn* resume, WaitReason reason) {
  M* m = pag_tls.m;
  G* g0 = m->g0;
  g0->wait_reason.store(reason, std::memory_order_relaxed);
  // For who lists goroutines: from here its frames are found.
  const Registers here = HereRegisters();
  __atomic_store_n(&g0->sched.ctxt, const_cast<Registers*>(&here),
                   __ATOMIC_RELAXED);
  // Who makes it ready unsets this: a thread that has been woken and has not
  // run yet is none that waits (CheckDeadlock).
  m->waits_as_thread = true;
  commit(argument);
  P* p = ReleaseP(m, kTraceAsThread | static_cast<uint8_t>(reason));
  if (p != nullptr) {
    HandOff(p);
  } else {
    CheckDeadlock();
  }
  m->rests.fetch_add(1);
  m->park_note.Wait();
  __atomic_store_n(&g0->sched.ctxt, nullptr, __ATOMIC_RELAXED);
  EndRest(m);
  if (p != nullptr) AcquireP(m);
  // May wait again; what it leaves in sched.ret is the result.
  if (resume != nullptr) resume(g0);
  const uintptr_t ret = g0->sched.ret;
  g0->sched.ret = 0;
  return ret;
}

void ReleaseLock(void* lock) {
  if (lock != nullptr) static_cast<Lock*>(lock)->Release();
}

[[noreturn]] PAG_HOT PAG_UNINSTRUMENTED inline void ParkGoroutine(
    CommitFn* commit, void* argument, ResumeFn* resume, WaitReason reason) {
  G* g = pag_tls.m->curg.load(std::memory_order_relaxed);
  g->resume = resume;
  g->wait_reason.store(reason, std::memory_order_relaxed);
  LeaveGoroutine(GStatus::kWaiting);
  commit(argument);
  Schedule();
}

// As soon as others see it, it may run on another P.
[[gnu::noinline, gnu::cold, noreturn]] PAG_UNINSTRUMENTED void ParkTraced(
    CommitFn* commit, void* argument, ResumeFn* resume, WaitReason reason) {
  TraceStop(pag_tls.m, static_cast<uint8_t>(reason));
  ParkGoroutine(commit, argument, resume, reason);
}

}  // namespace

G* CurrentWaiter() {
  if (pag_tls.m == nullptr) AttachThread();
  M* m = pag_tls.m;
  return OnGoroutine() ? m->curg.load(std::memory_order_relaxed) : m->g0;
}

PAG_UNINSTRUMENTED uintptr_t ParkUnlock(Lock* lock, ResumeFn* resume,
                                        WaitReason reason) {
  return ParkCommit(ReleaseLock, lock, resume, reason);
}

PAG_UNINSTRUMENTED uintptr_t ParkCommit(CommitFn* commit, void* argument,
                                        ResumeFn* resume, WaitReason reason) {
  if (!OnGoroutine()) return WaitAsThread(commit, argument, resume, reason);
  if (Tracing()) ParkTraced(commit, argument, resume, reason);
  ParkGoroutine(commit, argument, resume, reason);
}

}  // namespace pagurus
