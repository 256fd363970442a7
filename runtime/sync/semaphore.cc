// pag_semaphore: what the inline functions of pagurus.h leave over.
//
//      state    bits 0..31   units that are free
//               bits 32..63  how many wait
//
// First come, first served: while somebody waits, who comes waits behind, and
// what is released is handed to the first, so that no unit is free then.  And
// then the state changes under the bucket's lock only: every fast path wants
// that nobody waits.
#include "arch/entries.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/sync/parking.h"

namespace pagurus {
namespace {

constexpr uint64_t kWaiter = uint64_t{1} << 32;

// Gives free units to those who wait.  With the bucket's lock; `s` is the
// state, in which somebody waits; returns the new one.
uint64_t Grant(Bucket* bucket, pag_semaphore* semaphore, uint64_t s,
               GList* woken) {
  while (s >= kWaiter && static_cast<uint32_t>(s) != 0) {
    Waiter* w = FirstWaiter(bucket, semaphore);
    s -= kWaiter;
    if (!TakeWaiter(bucket, w)) continue;
    --s;
    woken->Push(w->g);
  }
  return s;
}

void FinishTimedAcquire(G* g) {
  Bucket* bucket = FinishWait(g);
  Waiter* w = &g->waiter;
  if (w->queued) {
    RemoveWaiter(bucket, w);
    uint64_t* state = &static_cast<pag_semaphore*>(w->owner)->pag_state;
    const uint64_t s = __atomic_load_n(state, __ATOMIC_RELAXED);
    __atomic_store_n(state, s - kWaiter, __ATOMIC_RELAXED);
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
    free = s != 0 && s < kWaiter;
  } while (!__atomic_compare_exchange_n(&semaphore->pag_state, &s,
                                        free ? s - 1 : s + kWaiter, true,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
  if (free) {
    bucket->lock.Release();
    return PAG_DONE;
  }
  Waiter* w = PushWaiter(bucket, semaphore, 0);
  return ParkWaiter(bucket, w, ns, ns < 0 ? nullptr : FinishTimedAcquire,
                    WaitReason::kSemaphore);
}

// With the bucket's lock.
void Add(Bucket* bucket, pag_semaphore* semaphore, uint32_t n, GList* woken) {
  uint64_t* state = &semaphore->pag_state;
  uint64_t s = __atomic_load_n(state, __ATOMIC_RELAXED);
  for (;;) {
    if (static_cast<uint32_t>(s) > UINT32_MAX - n) {
      Fatal("semaphore has too many units");
    }
    if (s >= kWaiter) {
      s = Grant(bucket, semaphore, s + n, woken);
      __atomic_store_n(state, s, __ATOMIC_RELEASE);
      return;
    }
    if (__atomic_compare_exchange_n(state, &s, s + n, true, __ATOMIC_RELEASE,
                                    __ATOMIC_RELAXED)) {
      return;
    }
  }
}

void ReleaseSlow(pag_semaphore* semaphore, uint32_t n) {
  GList woken;
  Bucket* bucket = BucketOf(semaphore);
  bucket->lock.Acquire();
  Add(bucket, semaphore, n, &woken);
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
