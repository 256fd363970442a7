// pag_mutex: what the inline functions of pagurus.h leave over.
//
// The state's kLocked is taken by whoever finds it unset, newcomers before
// those that wait: they run already, and the mutex need not stand idle until
// the one that was woken runs.  A woken one that comes too late waits again,
// first in line.  When it has waited for a millisecond, or has a timeout, the
// mutex is handed to it: unlock leaves kLocked set.  (Go's rule:
// sync/mutex.go.)
//
// kWaiting: somebody waits; set and cleared under the bucket's lock.
#include "arch/cpu.h"
#include "arch/entries.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/native.h"
#include "runtime/sync/parking.h"

namespace pagurus {
namespace {

constexpr uint32_t kLocked = 1;
constexpr uint32_t kWaiting = 2;

// Waiter::index: when it began to wait, in units of 1.024 microseconds, modulo
// 2^31; or that it gets the mutex handed.
constexpr int kClockShift = 10;
constexpr uint32_t kClockMask = 0x7fffffff;
constexpr uint32_t kHandOver = 0x80000000;
constexpr uint32_t kPatience = 1000000 >> kClockShift;

// As long as the holder runs on another processor, it may be done soon.
constexpr int kSpins = 30;

// If it may: another P must be at work, and nobody wait for this one, who could
// be the holder.  (Go's runtime_canSpin: proc.go.)
bool MayRunElsewhere() {
  const P* p = CurrentP();
  const uint32_t others =
      sched.procs.load(std::memory_order_relaxed) - (p != nullptr ? 1 : 0);
  if (others == 0) return false;
  return sched.n_idle_ps.load(std::memory_order_relaxed) +
                 sched.n_withheld_ps.load(std::memory_order_relaxed) +
                 sched.spinning.load(std::memory_order_relaxed) <
             others &&
         (p == nullptr ||
          (p->queued() == 0 &&
           p->runnext.load(std::memory_order_relaxed) == nullptr));
}

uint32_t Clock() {
  return static_cast<uint32_t>(Nanotime() >> kClockShift) & kClockMask;
}

uint32_t* State(pag_mutex* mutex) { return &mutex->pag_state; }

// Takes it, or sees to it that kWaiting is set.  With the bucket's lock.
bool TakeOrAnnounce(uint32_t* state) {
  uint32_t s = __atomic_load_n(state, __ATOMIC_RELAXED);
  for (;;) {
    const uint32_t next = s | ((s & kLocked) == 0 ? kLocked : kWaiting);
    if (__atomic_compare_exchange_n(state, &s, next, true, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED)) {
      return (s & kLocked) == 0;
    }
  }
}

bool TakeBySpinning(uint32_t* state) {
  if (!MayRunElsewhere()) return false;
  for (int i = 0; i < kSpins; ++i) {
    uint32_t s = __atomic_load_n(state, __ATOMIC_RELAXED);
    if ((s & kWaiting) != 0) return false;
    if (s == 0 &&
        __atomic_compare_exchange_n(state, &s, kLocked, true, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED)) {
      return true;
    }
    CpuRelax();
  }
  return false;
}

// The waiter has been woken.
void Compete(G* g) {
  Waiter* w = &g->waiter;
  if ((w->index & kHandOver) != 0) return;  // it is ours already
  uint32_t* state = State(static_cast<pag_mutex*>(w->owner));
  Bucket* bucket = BucketOf(w->owner);
  bucket->lock.Acquire();
  if (TakeOrAnnounce(state)) {
    // Others may wait still.
    bucket->lock.Release();
    return;
  }
  // What the wait is to return (a condition's result) stays in sched.ret.
  const uintptr_t ret = g->sched.ret;
  w = PushWaiterFirst(bucket, w->owner, w->index);
  ParkWaiter(bucket, w, -1, Compete, WaitReason::kMutex);
  g->sched.ret = ret;
}

void FinishTimedLock(G* g) {
  Bucket* bucket = FinishWait(g);
  // kWaiting may stay set for nobody; the next unlock clears it.
  RemoveWaiter(bucket, &g->waiter);
  bucket->lock.Release();
  g->sched.ret = g->waiter.done ? PAG_DONE : PAG_TIMED_OUT;
}

uintptr_t LockSlow(pag_mutex* mutex, int64_t ns) {
  uint32_t* state = State(mutex);
  if (TakeBySpinning(state)) return PAG_DONE;
  Bucket* bucket = BucketOf(mutex);
  // The clock is not for use under a lock.
  const uint32_t index = ns < 0 ? Clock() : kHandOver;
  bucket->lock.Acquire();
  if (TakeOrAnnounce(state)) {
    bucket->lock.Release();
    return PAG_DONE;
  }
  Waiter* w = PushWaiter(bucket, mutex, index);
  return ParkWaiter(bucket, w, ns, ns < 0 ? Compete : FinishTimedLock,
                    WaitReason::kMutex);
}

bool IsHandedOver(Waiter* w) {
  if ((w->index & kHandOver) != 0) return true;
  if (((Clock() - w->index) & kClockMask) < kPatience) return false;
  w->index = kHandOver;
  return true;
}

void UnlockSlow(pag_mutex* mutex) {
  uint32_t* state = State(mutex);
  if ((__atomic_load_n(state, __ATOMIC_RELAXED) & kLocked) == 0) {
    Fatal("unlock of unlocked mutex");
  }
  Bucket* bucket = BucketOf(mutex);
  bucket->lock.Acquire();
  Waiter* w;
  do {
    w = FirstWaiter(bucket, mutex);
  } while (w != nullptr && !TakeWaiter(bucket, w));
  uint32_t next = 0;
  G* g = nullptr;
  if (w != nullptr) {
    g = w->g;
    if (IsHandedOver(w)) next |= kLocked;
    if (FirstWaiter(bucket, mutex) != nullptr) next |= kWaiting;
  }
  // Nobody else writes it: it is locked, and we have the bucket's lock.
  __atomic_store_n(state, next, __ATOMIC_RELEASE);
  bucket->lock.Release();
  if (g != nullptr) WakeOne(g);
}

}  // namespace
}  // namespace pagurus

int __pag_mutex_lock_slow_op(pag_mutex* mutex, int64_t ns) {
  return static_cast<int>(pagurus::LockSlow(mutex, ns));
}
int __pag_mutex_lock_slow_native(pag_mutex* mutex, int64_t ns) {
  pagurus::RuntimeScope scope;
  return static_cast<int>(pagurus::LockSlow(mutex, ns));
}
void __pag_mutex_unlock_slow_op(pag_mutex* mutex) {
  pagurus::UnlockSlow(mutex);
}
void __pag_mutex_unlock_slow_native(pag_mutex* mutex) {
  pagurus::RuntimeScope scope;
  pagurus::UnlockSlow(mutex);
}
