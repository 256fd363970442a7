#include "gc/alloc.h"

#include "gc/assist.h"
#include "gc/cache.h"
#include "gc/heap.h"
#include "gc/kind.h"
#include "gc/pacer.h"
#include "gc/pages.h"
#include "gc/pattern.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

// The cache of the P that the calling thread has (under a RuntimeScope it keeps
// it), or the one of threads that have none.
Cache* CurrentCache() {
  P* p = CurrentP();
  if (p == nullptr) return shared_cache;
  if (p->heap == nullptr) p->heap = NewCache();
  return p->heap == nullptr ? shared_cache : static_cast<Cache*>(p->heap);
}

// The caller has entered: no collection begins before the object has its root
// (H4).
void Root(const Wanted& wanted, uintptr_t object) {
  const bool finalizer = wanted.type->finalizer != nullptr && !wanted.array;
  if (wanted.handle == nullptr) pag_tls.g->sched.ret = object;
  if (!finalizer && wanted.handle == nullptr) return;
  Locked locked(&tables_lock);
  if (wanted.handle != nullptr) *wanted.handle = NewHandle(object);
  if (finalizer) SetFinalizer(object, wanted.type->finalizer);
}

Kind* KindOf(const Wanted& wanted) {
  Kind* kind = KnownKind(wanted.type, wanted.bytes, wanted.array);
  if (kind != nullptr) return kind;
  kind = KindFor(wanted.type, wanted.bytes, wanted.array);
  if (switches.stressgc == 1) {
    // All are to come here.
  } else if (wanted.array) {
    NoteFastArray(wanted.type, wanted.bytes, kind);
  } else if (wanted.type->finalizer == nullptr) {
    NoteFast(wanted.type, kind);
  }
  return kind;
}

uintptr_t SmallObject(const Wanted& wanted) {
  Kind* kind = KindOf(wanted);
  Cache* cache = CurrentCache();
  Enter(&cache->lock);
  const uintptr_t object = AllocCell(cache, kind);
  if (object != 0) Root(wanted, object);
  Leave(&cache->lock);
  return object;
}

uintptr_t LargeObject(const Wanted& wanted) {
  const pag_type* type = wanted.type;
  const size_t words = type->size / 8;
  const Pattern* pattern = nullptr;
  if (type->refs != nullptr && words != 0 && AnyBit(type->refs, words)) {
    if (wanted.array && type->size % 8 != 0) {
      Fatal(
          "an array of a type with references whose size is no multiple of 8");
    }
    pattern = PatternFor(type->refs, words);
  }
  Span* s = AllocLarge(wanted.bytes, pattern);
  if (s == nullptr) return 0;
  const uintptr_t object = s->begin;
  Lock* lock = LockToEnter();
  Enter(lock);
  PublishLarge(s);
  Root(wanted, object);
  Leave(lock);
  return object;
}

// Collections that are tried before there is no memory.
constexpr int kAttempts = 3;

bool StressIsDue() {
  static constinit std::atomic<uint64_t> allocations{0};
  return switches.stressgc != 0 &&
         allocations.fetch_add(1, std::memory_order_relaxed) %
                 switches.stressgc ==
             0;
}

uintptr_t Attempt(const Wanted& wanted) {
  RuntimeScope scope;
  return wanted.bytes > kMaxSmall ? LargeObject(wanted) : SmallObject(wanted);
}

}  // namespace

uintptr_t TryAllocate(const Wanted& wanted) {
  heap.Init();
  if (StressIsDue()) {
    heap.Collect(CollectReason::kMemory);
  } else if (heap.CollectionDue()) {
    heap.Collect(CollectReason::kDue);
  }
  if (Assist(wanted.bytes) || pacer.Overrun()) {
    if (wanted.can_wait && heap.CanWait()) return kWait;
    AssistOrWait(wanted.bytes);
    if (pacer.Overrun()) heap.Collect(CollectReason::kBehind);
  }
  uintptr_t object = Attempt(wanted);
  // What a collection frees others may take, who allocate beside it.
  for (int i = 0; i < kAttempts && object == 0; ++i) {
    if (!heap.Collect(CollectReason::kMemory)) break;
    heap.FinishSweep();
    object = Attempt(wanted);
  }
  return object;
}

uintptr_t Allocate(const Wanted& wanted) {
  const uintptr_t object = TryAllocate(wanted);
  if (object != 0) return object;
  Printer out;
  out.Text("pagurus: an object of ").Dec(wanted.bytes).Text(" bytes");
  if (wanted.type->name != nullptr) {
    out.Text(" (").Text(wanted.type->name).Text(")");
  }
  out.Text(" is wanted; the heap has ").Dec(pages.used_bytes());
  out.Text(" bytes, of which ").Dec(pacer.live());
  out.Text(" lived after the last collection");
  if (pages.limit() != 0) out.Text("; its limit is ").Dec(pages.limit());
  out.Text("\n");
  out.Flush();
  Fatal("out of memory");
}

}  // namespace pagurus
