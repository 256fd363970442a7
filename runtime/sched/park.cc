#include "runtime/sched/park.h"

#include <errno.h>

#include "runtime/sanitizers.h"
#include "runtime/sched/deadlock.h"
#include "runtime/sched/native.h"

namespace pagurus {
namespace {

// A goroutine's own call stands on an otherwise empty system stack.
bool OnGoroutine() {
  return pag_tls.sys_sp != 0 && pag_tls.transition == nullptr;
}

uintptr_t WaitAsThread(Lock* lock, ResumeFn* resume) {
  M* m = pag_tls.m;
  G* g0 = m->g0;
  if (lock != nullptr) lock->Release();
  P* p = ReleaseP(m);
  m->waits_as_thread = true;
  if (p != nullptr) {
    HandOff(p);
  } else {
    CheckDeadlock();
  }
  m->park_note.Wait();
  m->waits_as_thread = false;
  if (p != nullptr) AcquireP(m);
  // May wait again; what it leaves in sched.ret is the result.
  if (resume != nullptr) resume(g0);
  const uintptr_t ret = g0->sched.ret;
  g0->sched.ret = 0;
  return ret;
}

}  // namespace

G* CurrentWaiter() {
  if (pag_tls.m == nullptr) AttachThread();
  M* m = pag_tls.m;
  return OnGoroutine() ? m->curg.load(std::memory_order_relaxed) : m->g0;
}

PAG_UNINSTRUMENTED G* LeaveGoroutine(GStatus status) {
  M* m = pag_tls.m;
  G* g = m->curg.load(std::memory_order_relaxed);
  g->saved_errno = errno;
  SanitizerPark();
  pag_tls.g = m->g0;
  m->curg.store(nullptr, std::memory_order_relaxed);
  g->status.store(status, std::memory_order_relaxed);
  return g;
}

PAG_UNINSTRUMENTED uintptr_t ParkUnlock(Lock* lock, ResumeFn* resume) {
  if (!OnGoroutine()) return WaitAsThread(lock, resume);
  pag_tls.m->curg.load(std::memory_order_relaxed)->resume = resume;
  LeaveGoroutine(GStatus::kWaiting);
  if (lock != nullptr) lock->Release();
  Schedule();
}

}  // namespace pagurus
