// pag_waitgroup: what the inline functions of pagurus.h leave over.
//
//      state    bits 0..31   the counter, signed
//               bits 32..63  how many wait
//
// The counter becomes 0 and "nobody waits" in one step, under the bucket's
// lock, and the group is not touched afterwards: who waits may free it.
#include "arch/entries.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/sync/parking.h"

namespace pagurus {
namespace {

constexpr uint64_t kWaiter = uint64_t{1} << 32;

int32_t CountOf(uint64_t state) { return static_cast<int32_t>(state); }

// The state with `delta` more on the counter; dies if that is negative.
uint64_t Plus(uint64_t s, int32_t delta) {
  int32_t count;
  if (__builtin_add_overflow(CountOf(s), delta, &count) || count < 0) {
    Fatal(delta < 0 ? "negative wait group counter"
                    : "wait group counter is too large");
  }
  return (s & ~(kWaiter - 1)) | static_cast<uint32_t>(count);
}

void AddSlow(pag_waitgroup* group, int32_t delta) {
  GList woken;
  Bucket* bucket = BucketOf(group);
  bucket->lock.Acquire();
  uint64_t s = __atomic_load_n(&group->pag_state, __ATOMIC_RELAXED);
  uint64_t next;
  do {
    next = Plus(s, delta);
    if (CountOf(next) == 0) next = 0;
  } while (!__atomic_compare_exchange_n(&group->pag_state, &s, next, true,
                                        __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
  if (next == 0) {
    while (Waiter* w = FirstWaiter(bucket, group)) {
      if (TakeWaiter(bucket, w)) woken.Push(w->g);
    }
  }
  bucket->lock.Release();
  WakeAll(&woken);
}

void FinishTimedWait(G* g) {
  Bucket* bucket = FinishWait(g);
  Waiter* w = &g->waiter;
  if (w->queued) {
    RemoveWaiter(bucket, w);
    __atomic_fetch_sub(&static_cast<pag_waitgroup*>(w->owner)->pag_state,
                       kWaiter, __ATOMIC_RELAXED);
  }
  bucket->lock.Release();
  g->sched.ret = w->done ? PAG_DONE : PAG_TIMED_OUT;
}

uintptr_t WaitSlow(pag_waitgroup* group, int64_t ns) {
  Bucket* bucket = BucketOf(group);
  bucket->lock.Acquire();
  uint64_t s = __atomic_load_n(&group->pag_state, __ATOMIC_ACQUIRE);
  do {
    if (CountOf(s) == 0) {
      bucket->lock.Release();
      return PAG_DONE;
    }
  } while (!__atomic_compare_exchange_n(&group->pag_state, &s, s + kWaiter,
                                        true, __ATOMIC_ACQUIRE,
                                        __ATOMIC_ACQUIRE));
  Waiter* w = PushWaiter(bucket, group, 0);
  return ParkWaiter(bucket, w, ns, ns < 0 ? nullptr : FinishTimedWait,
                    WaitReason::kWaitGroup);
}

}  // namespace
}  // namespace pagurus

void __pag_waitgroup_add_slow_op(pag_waitgroup* group, int32_t delta) {
  pagurus::AddSlow(group, delta);
}
void __pag_waitgroup_add_slow_native(pag_waitgroup* group, int32_t delta) {
  pagurus::RuntimeScope scope;
  pagurus::AddSlow(group, delta);
}
int __pag_waitgroup_wait_slow_op(pag_waitgroup* group, int64_t ns) {
  return static_cast<int>(pagurus::WaitSlow(group, ns));
}
int __pag_waitgroup_wait_slow_native(pag_waitgroup* group, int64_t ns) {
  pagurus::RuntimeScope scope;
  return static_cast<int>(pagurus::WaitSlow(group, ns));
}
