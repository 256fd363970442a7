#include "gc/heap.h"

#include <pthread.h>

#include "gc/cache.h"
#include "gc/kind.h"
#include "gc/mark.h"
#include "gc/pacer.h"
#include "gc/pages.h"
#include "gc/sweep.h"
#include "gc/tables.h"
#include "runtime/print.h"
#include "runtime/sched/fork.h"
#include "runtime/switches.h"

namespace pagurus {

constinit Heap heap;
constinit Lock tables_lock{LockRank::kHeapTables};
PAG_HOLD_ACROSS_FORK(tables_lock);

namespace {

constinit pthread_once_t once = PTHREAD_ONCE_INIT;

void InitHeap() {
  pages.Init();
  InitKinds();
  shared_cache = NewCache();
  // The locks of caches are many; so all who hold one are waited for, before
  // the others are taken: what is registered last is called first.
  WatchForks();
  if (shared_cache == nullptr ||
      pthread_atfork(StopAllocators, ResumeAllocators, ResumeAllocators) != 0) {
    Fatal("no memory for the heap");
  }
  pacer.Init(static_cast<int64_t>(switches.gcpercent), switches.gclimit);
}

}  // namespace

void Heap::Init() {
  if (__builtin_expect(ready_.load(std::memory_order_acquire), true)) return;
  pthread_once(&once, InitHeap);
  ready_.store(true, std::memory_order_release);
}

void Heap::InstallCollector(CollectFn* collect) { collect_.store(collect); }

bool Heap::CollectionDue() const { return pacer.Due(); }

void Heap::FinishSweep() {
  Init();
  pagurus::FinishSweep();
  pages.ReturnMemory();
}

void Heap::StartCycle() {
  Init();
  StopAllocators();
  pagurus::FinishSweep();
  EmptyCaches();
}

void Heap::MarkRoots(Marker* marker) {
  MarkHandles(marker);
  MarkRegisteredRoots(marker);
  MarkFinalizers(marker);
}

void Heap::FinishCycle(MarkWork* work) {
  ClearWeak();
  const uint64_t finalized = QueueFinalizers();
  live_objects_.store(work->marked_objects(), std::memory_order_relaxed);
  pacer.NoteLive(work->marked_bytes() + finalized);
  BeginSweep();
  collections_.fetch_add(1, std::memory_order_relaxed);
  ResumeAllocators();
}

void Heap::NotePause(uint64_t ns) {
  pause_total_.fetch_add(ns, std::memory_order_relaxed);
  uint64_t longest = pause_max_.load(std::memory_order_relaxed);
  while (ns > longest && !pause_max_.compare_exchange_weak(longest, ns)) {
  }
}

uintptr_t Heap::ObjectAt(uintptr_t word) const {
  const Span* s = pages.SpanAt(word);
  if (s == nullptr) return 0;
  const uint32_t cell = s->CellAt(word);
  if (cell >= s->cells || !TestBit(s->live_bits(), cell)) return 0;
  return s->AddressOf(cell);
}

size_t Heap::SizeAt(uintptr_t word) const {
  return ObjectAt(word) == 0 ? 0 : pages.SpanAt(word)->cell_bytes;
}

bool Heap::IsMarked(uintptr_t word) const {
  const Span* s = pages.SpanAt(word);
  if (s == nullptr) return false;
  const uint32_t cell = s->CellAt(word);
  return cell < s->cells && TestBit(s->mark_bits(), cell);
}

void Heap::GetStats(pag_gc_stats* stats) {
  Init();
  stats->live_bytes = pacer.live();
  stats->live_objects = live_objects_.load(std::memory_order_relaxed);
  stats->heap_bytes = pages.used_bytes();
  stats->free_bytes = pages.free_bytes();
  stats->allocated_bytes = AllocatedBytes();
  stats->allocated_objects = AllocatedObjects();
  stats->returned_bytes = pages.returned_bytes();
  stats->next_bytes = pacer.next();
  stats->spans = pages.spans();
  stats->kinds = n_kinds.load(std::memory_order_relaxed) - kFirstOwnKind;
  stats->collections = collections_.load(std::memory_order_relaxed);
  stats->pause_total_ns = pause_total_.load(std::memory_order_relaxed);
  stats->pause_max_ns = pause_max_.load(std::memory_order_relaxed);
  Enter(&tables_lock);
  stats->finalizers_run = FinalizersRun();
  stats->handles = HandleCount();
  Leave(&tables_lock);
}

}  // namespace pagurus
