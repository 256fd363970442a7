// pag_once: what the inline functions of pagurus.h leave over.
//
//      state    0 ── begin ──▶ 1 ── end ──▶ 2
//
// Whoever comes while it is 1 waits.
#include "arch/entries.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/sync/parking.h"

namespace pagurus {
namespace {

enum : uint32_t { kNew, kRunning, kDone };

// 1: the caller is to do it, and then to call End.  0: it has been done.
uintptr_t Begin(pag_once* once) {
  Bucket* bucket = BucketOf(once);
  bucket->lock.Acquire();
  const uint32_t s = __atomic_load_n(&once->pag_state, __ATOMIC_ACQUIRE);
  if (s == kRunning) {
    PushWaiter(bucket, once, 0);
    return ParkUnlock(&bucket->lock, nullptr, WaitReason::kOnce);
  }
  if (s == kNew) {
    __atomic_store_n(&once->pag_state, uint32_t{kRunning}, __ATOMIC_RELAXED);
  }
  bucket->lock.Release();
  return s == kNew;
}

void End(pag_once* once) {
  GList woken;
  Bucket* bucket = BucketOf(once);
  bucket->lock.Acquire();
  if (__atomic_load_n(&once->pag_state, __ATOMIC_RELAXED) != kRunning) {
    Fatal("pag_once_end without pag_once_begin");
  }
  __atomic_store_n(&once->pag_state, uint32_t{kDone}, __ATOMIC_RELEASE);
  while (Waiter* w = FirstWaiter(bucket, once)) {
    if (TakeWaiter(bucket, w)) woken.Push(w->g);
  }
  bucket->lock.Release();
  WakeAll(&woken);
}

}  // namespace
}  // namespace pagurus

int __pag_once_begin_op(pag_once* once) {
  return static_cast<int>(pagurus::Begin(once));
}
int __pag_once_begin_native(pag_once* once) {
  pagurus::RuntimeScope scope;
  return static_cast<int>(pagurus::Begin(once));
}
void __pag_once_end_op(pag_once* once) { pagurus::End(once); }
void __pag_once_end_native(pag_once* once) {
  pagurus::RuntimeScope scope;
  pagurus::End(once);
}
