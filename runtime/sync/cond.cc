// pag_cond: what the inline functions of pagurus.h leave over.
//
// To wait is three calls: enter puts the caller's waiter into the queue, then
// the inline function unlocks the mutex, then block parks.  Between enter and
// block the waiter can be taken out already, but there is nobody to wake yet:
// block sees it.  Nothing that the goroutine does between them waits, so its
// waiter is not needed for anything else.
#include "arch/entries.h"
#include "runtime/pagurus.h"
#include "runtime/sched/native.h"
#include "runtime/sync/parking.h"

namespace pagurus {
namespace {

// Waiter::index.
enum : uint32_t { kEntered, kParked };

// With the bucket's lock.  While the waiter is in the queue the condition
// exists.
void Count(pag_cond* cond, uint32_t delta) {
  const uint32_t n = __atomic_load_n(&cond->pag_waiters, __ATOMIC_RELAXED);
  __atomic_store_n(&cond->pag_waiters, n + delta, __ATOMIC_RELAXED);
}

void Enter(pag_cond* cond) {
  Bucket* bucket = BucketOf(cond);
  bucket->lock.Acquire();
  PushWaiter(bucket, cond, kEntered);
  Count(cond, 1);
  bucket->lock.Release();
}

void FinishTimedWait(G* g) {
  Bucket* bucket = FinishWait(g);
  Waiter* w = &g->waiter;
  if (w->queued) {
    RemoveWaiter(bucket, w);
    Count(static_cast<pag_cond*>(w->owner), -1u);
  }
  bucket->lock.Release();
  g->sched.ret = w->done ? PAG_DONE : PAG_TIMED_OUT;
}

uintptr_t Block(pag_cond* cond, int64_t ns) {
  Waiter* w = &CurrentWaiter()->waiter;
  Bucket* bucket = BucketOf(cond);
  bucket->lock.Acquire();
  if (!w->queued) {
    bucket->lock.Release();
    return PAG_DONE;
  }
  w->index = kParked;
  return ParkWaiter(bucket, w, ns, ns < 0 ? nullptr : FinishTimedWait,
                    WaitReason::kCondition);
}

// At most `n` of those that wait.
void Signal(pag_cond* cond, uint32_t n) {
  GList woken;
  Bucket* bucket = BucketOf(cond);
  bucket->lock.Acquire();
  while (n > 0) {
    Waiter* w = FirstWaiter(bucket, cond);
    if (w == nullptr) break;
    const bool taken = TakeWaiter(bucket, w);
    Count(cond, -1u);
    if (!taken) continue;
    --n;
    if (w->index == kParked) woken.Push(w->g);
  }
  bucket->lock.Release();
  WakeAll(&woken);
}

}  // namespace
}  // namespace pagurus

void __pag_cond_enter_op(pag_cond* cond) { pagurus::Enter(cond); }
void __pag_cond_enter_native(pag_cond* cond) {
  pagurus::RuntimeScope scope;
  pagurus::Enter(cond);
}
int __pag_cond_block_op(pag_cond* cond, int64_t ns) {
  return static_cast<int>(pagurus::Block(cond, ns));
}
int __pag_cond_block_native(pag_cond* cond, int64_t ns) {
  pagurus::RuntimeScope scope;
  return static_cast<int>(pagurus::Block(cond, ns));
}
void __pag_cond_wake_op(pag_cond* cond, uint32_t n) {
  pagurus::Signal(cond, n);
}
void __pag_cond_wake_native(pag_cond* cond, uint32_t n) {
  pagurus::RuntimeScope scope;
  pagurus::Signal(cond, n);
}
