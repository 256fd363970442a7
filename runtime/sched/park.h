// How a goroutine waits.
//
// An operation that cannot go on makes itself known to whoever will wake it,
// under that primitive's lock, and parks:
//
//      lock; look; put a waiter {g, ...} into the queue; ParkUnlock(&lock)
//
// ParkUnlock stores the goroutine's status and only then releases the lock.
// From that moment the waker owns the goroutine, and this M does not touch it
// again: it may be running elsewhere.  A goroutine is woken exactly once: who
// takes its waiter out of the queue, under the lock, wakes it.  An operation
// that stands in several queues, or has a timeout, has a ticket
// (sync/waiter.h).
//
// What the waker has to say is one word, Gobuf.ret: it is what ParkUnlock's
// caller returns to managed code.  A goroutine does not come back to its C++
// frames, which other goroutines' calls have overwritten by then, so nothing
// with a destructor may be alive in them, and what must be done before it goes
// on is the resume function's.
//
// Native code waits too: a goroutine that native code called back, a thread
// that runs no goroutines.  Its frames stand on this stack, so it waits as a
// thread, with its M's g0 standing for it in queues, and ParkUnlock returns.
// So each operation is written once:
//
//      return ParkUnlock(&lock, resume, reason);
#ifndef PAGURUS_RUNTIME_SCHED_PARK_H_
#define PAGURUS_RUNTIME_SCHED_PARK_H_

#include "runtime/sanitizers.h"
#include "runtime/sched/sched.h"

namespace pagurus {

// What stands for the caller in queues: its goroutine, or its M's g0.  Makes
// the thread an M if it is none.
G* CurrentWaiter();

// Waits until somebody calls Ready(CurrentWaiter()).  `resume` (or null) runs
// before the waiter goes on, on the system stack of the M that runs it next;
// it may change sched.ret, and may park again.  Releases *lock (or null) once
// the waiter may be woken.
//
// A goroutine's call does not return; a thread's returns sched.ret.
uintptr_t ParkUnlock(Lock* lock, ResumeFn* resume, WaitReason reason);

// The same, when there is more to do than to release a lock before others may
// wake the waiter: commit(argument).  As soon as that has let anybody else see
// the waiter, the goroutine may be running, and its memory is not the caller's
// any more; `argument` may lie on the caller's stack.
using CommitFn = void(void* argument);
uintptr_t ParkCommit(CommitFn* commit, void* argument, ResumeFn* resume,
                     WaitReason reason);

// On g0: gives up the calling goroutine's turn; it is in no queue yet.  For
// Schedule to follow.
PAG_HOT inline PAG_UNINSTRUMENTED G* LeaveGoroutine(GStatus status) {
  M* m = pag_tls.m;
  G* g = m->curg.load(std::memory_order_relaxed);
  g->saved_errno = *m->errno_location;
  SanitizerPark();
  SanitizerReleaseClaim(g);
  pag_tls.g = m->g0;
  m->curg.store(nullptr, std::memory_order_relaxed);
  g->status.store(status, std::memory_order_release);
  return g;
}

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_PARK_H_
