// pag_semaphore: what the inline functions of pagurus.h leave over.
//
//      state    bits 0..31   units that are free
//               bits 32..63  how many wait
//
// First come, first served: while somebody waits, who comes waits behind, and
// what is released is handed to the first.
#include "arch/entries.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/sync/parking.h"

namespace pagurus {
namespace {

constexpr uint64_t kWaiter = uint64_t{1} << 32;

// Gives free units to those who wait.  With the bucket's lock.
void Grant(Bucket* bucket, pag_semaphore* semaphore, GList* woken) {
  uint64_t* state = &semaphore->pag_state;
  // Others only add units, as long as somebody waits.
  while (static_cast<uint32_t>(__atomic_load_n(state, __ATOMIC_ACQUIRE)) != 0) {
    Waiter* w = FirstWaiter(bucket, semaphore);
    if (w == nullptr) return;
    const bool taken = TakeWaiter(bucket, w);
    if (taken) woken->Push(w->g);
    __atomic_fetch_sub(state, kWaiter + (taken ? 1 : 0), __ATOMIC_ACQUIRE);
  }
}

void FinishTimedAcquire(G* g) {
  Bucket* bucket = FinishWait(g);
  Waiter* w = &g->waiter;
  if (w->queued) {
    RemoveWaiter(bucket, w);
    __atomic_fetch_sub(&static_cast<pag_semaphore*>(w->owner)->pag_state,
                       kWaiter, __ATOMIC_RELAXED);
  }
  bucket->lock.Release();
  g->sched.ret = w->done ? PAG_DONE : PAG_TIMED_OUT;
}

uintptr_t AcquireSlow(pag_semaphore* semaphore, int64_t ns) {
  Bucket* bucket = BucketOf(semaphore);
  bucket->lock.Acquire();
  uint64_t s = __atomic_load_n(&semaphore->pag_state, __ATOMIC_RELAXED);
  bool free;
  do {
    // Units that are free while somebody waits are theirs: who released them
    // waits for the bucket's lock.
    free = s != 0 && s < kWaiter;
  } while (!__atomic_compare_exchange_n(&semaphore->pag_state, &s,
                                        free ? s - 1 : s + kWaiter, true,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
  if (free) {
    bucket->lock.Release();
    return PAG_DONE;
  }
  Waiter* w = PushWaiter(bucket, semaphore, 0);
  return ParkWaiter(bucket, w, ns, ns < 0 ? nullptr : FinishTimedAcquire);
}

void ReleaseSlow(pag_semaphore* semaphore, uint32_t n) {
  const uint64_t old =
      __atomic_fetch_add(&semaphore->pag_state, n, __ATOMIC_RELEASE);
  if (static_cast<uint32_t>(old) > UINT32_MAX - n) {
    Fatal("semaphore has too many units");
  }
  if (old < kWaiter) return;
  GList woken;
  Bucket* bucket = BucketOf(semaphore);
  bucket->lock.Acquire();
  // If nobody waits any more, the semaphore may be gone.
  if (FirstWaiter(bucket, semaphore) != nullptr) {
    Grant(bucket, semaphore, &woken);
  }
  bucket->lock.Release();
  WakeAll(&woken);
}

}  // namespace
}  // namespace pagurus

int __pag_semaphore_acquire_slow_op(pag_semaphore* semaphore, int64_t ns) {
  return static_cast<int>(pagurus::AcquireSlow(semaphore, ns));
}
int __pag_semaphore_acquire_slow_native(pag_semaphore* semaphore, int64_t ns) {
  pagurus::RuntimeScope scope;
  return static_cast<int>(pagurus::AcquireSlow(semaphore, ns));
}
void __pag_semaphore_release_slow_op(pag_semaphore* semaphore, uint32_t n) {
  pagurus::ReleaseSlow(semaphore, n);
}
void __pag_semaphore_release_slow_native(pag_semaphore* semaphore, uint32_t n) {
  pagurus::RuntimeScope scope;
  pagurus::ReleaseSlow(semaphore, n);
}
