// pag_rwmutex: what the inline functions of pagurus.h leave over.
//
//      state    bit 0       a writer has it
//               bit 1       somebody waits
//               bits 2..31  readers that have it
//
// First come, first served: while anybody waits, everybody who comes waits
// behind, so neither readers nor writers starve, and it is handed over: who is
// woken has it.  While bit 1 is set, the state changes under the bucket's lock
// only, because every fast path wants that bit to be unset.
#include "arch/entries.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/sync/parking.h"

namespace pagurus {
namespace {

constexpr uint32_t kWriter = 1;
constexpr uint32_t kWaiting = 2;
constexpr uint32_t kReader = 4;

uint32_t* State(pag_rwmutex* rw) { return &rw->pag_state; }

// Waiter::index: what it waits for.
enum : uint32_t { kForReading, kForWriting };

// Hands it to those who wait first.  With the bucket's lock; `s` is the state,
// which nobody else changes; returns the new one.
uint32_t Grant(Bucket* bucket, pag_rwmutex* rw, uint32_t s, GList* woken) {
  s |= kWaiting;
  for (;;) {
    Waiter* w = FirstWaiter(bucket, rw);
    if (w == nullptr) return s & ~kWaiting;
    const bool writes = w->index == kForWriting;
    const bool free = writes ? (s & ~kWaiting) == 0 : (s & kWriter) == 0;
    if (!free) return s;
    if (!TakeWaiter(bucket, w)) continue;
    s += writes ? kWriter : kReader;
    woken->Push(w->g);
  }
}

// Changes the state by `delta`, grants, unlocks the bucket, wakes.
void ChangeAndGrant(Bucket* bucket, pag_rwmutex* rw, uint32_t delta) {
  GList woken;
  uint32_t* state = State(rw);
  // Without kWaiting others may change it meanwhile.
  uint32_t s = __atomic_load_n(state, __ATOMIC_RELAXED);
  while ((s & kWaiting) == 0) {
    if (__atomic_compare_exchange_n(state, &s, s | kWaiting, true,
                                    __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
      s |= kWaiting;
    }
  }
  s = Grant(bucket, rw, s + delta, &woken);
  __atomic_store_n(state, s, __ATOMIC_RELEASE);
  bucket->lock.Release();
  WakeAll(&woken);
}

void FinishTimedLock(G* g) {
  Bucket* bucket = FinishWait(g);
  Waiter* w = &g->waiter;
  const bool done = w->done;
  if (done || !w->queued) {
    bucket->lock.Release();
  } else {
    // It stood in the way of those behind it.
    RemoveWaiter(bucket, w);
    ChangeAndGrant(bucket, static_cast<pag_rwmutex*>(w->owner), 0);
  }
  g->sched.ret = done ? PAG_DONE : PAG_TIMED_OUT;
}

// Takes it, or sees to it that kWaiting is set.  With the bucket's lock.
bool TakeOrAnnounce(uint32_t* state, uint32_t what) {
  uint32_t s = __atomic_load_n(state, __ATOMIC_RELAXED);
  for (;;) {
    const bool free =
        what == kForWriting ? s == 0 : (s & (kWriter | kWaiting)) == 0;
    const uint32_t taken = s + (what == kForWriting ? kWriter : kReader);
    if (__atomic_compare_exchange_n(state, &s, free ? taken : s | kWaiting,
                                    true, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      return free;
    }
  }
}

uintptr_t LockSlow(pag_rwmutex* rw, uint32_t what, int64_t ns) {
  Bucket* bucket = BucketOf(rw);
  bucket->lock.Acquire();
  if (TakeOrAnnounce(State(rw), what)) {
    bucket->lock.Release();
    return PAG_DONE;
  }
  Waiter* w = PushWaiter(bucket, rw, what);
  return ParkWaiter(bucket, w, ns, ns < 0 ? nullptr : FinishTimedLock,
                    what == kForWriting ? WaitReason::kRWMutexWrite
                                        : WaitReason::kRWMutexRead);
}

void UnlockSlow(pag_rwmutex* rw) {
  if ((__atomic_load_n(State(rw), __ATOMIC_RELAXED) & kWriter) == 0) {
    Fatal("unlock of unlocked read-write mutex");
  }
  Bucket* bucket = BucketOf(rw);
  bucket->lock.Acquire();
  ChangeAndGrant(bucket, rw, 0 - kWriter);
}

void ReadUnlockSlow(pag_rwmutex* rw) {
  if (__atomic_load_n(State(rw), __ATOMIC_RELAXED) < kReader) {
    Fatal("read-unlock of read-write mutex that no reader has");
  }
  Bucket* bucket = BucketOf(rw);
  bucket->lock.Acquire();
  ChangeAndGrant(bucket, rw, 0 - kReader);
}

}  // namespace
}  // namespace pagurus

int __pag_rwmutex_lock_slow_op(pag_rwmutex* rw, int64_t ns) {
  return static_cast<int>(pagurus::LockSlow(rw, pagurus::kForWriting, ns));
}
int __pag_rwmutex_lock_slow_native(pag_rwmutex* rw, int64_t ns) {
  pagurus::RuntimeScope scope;
  return static_cast<int>(pagurus::LockSlow(rw, pagurus::kForWriting, ns));
}
int __pag_rwmutex_rlock_slow_op(pag_rwmutex* rw, int64_t ns) {
  return static_cast<int>(pagurus::LockSlow(rw, pagurus::kForReading, ns));
}
int __pag_rwmutex_rlock_slow_native(pag_rwmutex* rw, int64_t ns) {
  pagurus::RuntimeScope scope;
  return static_cast<int>(pagurus::LockSlow(rw, pagurus::kForReading, ns));
}
void __pag_rwmutex_unlock_slow_op(pag_rwmutex* rw) { pagurus::UnlockSlow(rw); }
void __pag_rwmutex_unlock_slow_native(pag_rwmutex* rw) {
  pagurus::RuntimeScope scope;
  pagurus::UnlockSlow(rw);
}
void __pag_rwmutex_runlock_slow_op(pag_rwmutex* rw) {
  pagurus::ReadUnlockSlow(rw);
}
void __pag_rwmutex_runlock_slow_native(pag_rwmutex* rw) {
  pagurus::RuntimeScope scope;
  pagurus::ReadUnlockSlow(rw);
}
