#include "gc/heap.h"

#include <pthread.h>

#include "gc/assist.h"
#include "gc/cache.h"
#include "gc/kind.h"
#include "gc/mark.h"
#include "gc/pacer.h"
#include "gc/pages.h"
#include "gc/sweep.h"
#include "gc/tables.h"
#include "gc/waits.h"
#include "runtime/print.h"
#include "runtime/sched/fork.h"
#include "runtime/switches.h"
#include "runtime/trace/writer.h"

namespace pagurus {

constinit Heap heap;
constinit Lock tables_lock{LockRank::kHeapTables};
PAG_HOLD_ACROSS_FORK(tables_lock);

namespace {

constinit pthread_once_t once = PTHREAD_ONCE_INIT;

void TraceHeap(uint64_t* objects, uint64_t* in_pages) {
  *objects = pacer.live() + pacer.allocated();
  *in_pages = pages.used_bytes();
}

// The locks of caches are many; so all who hold one are waited for.
constexpr ForkStop fork_stop = {StopAllocators, ResumeAllocators,
                                ResumeInChild};

void InitHeap() {
  // Before the first lock is taken: in a child it would stay taken.
  StopAroundForks(&fork_stop);
  WatchForks();
  pages.Init();
  InitKinds();
  shared_cache = NewCache();
  if (shared_cache == nullptr) Fatal("no memory for the heap");
  pacer.Init(static_cast<int64_t>(switches.gcpercent), switches.gclimit,
             switches.gcconcurrent != 0);
  TraceHeapBy(TraceHeap);
}

}  // namespace

void Heap::Init() {
  if (__builtin_expect(ready_.load(std::memory_order_acquire), true)) return;
  pthread_once(&once, InitHeap);
  ready_.store(true, std::memory_order_release);
}

void Heap::InstallCollector(CollectFn* collect, CanWaitFn* can_wait) {
  collect_.store(collect);
  can_wait_.store(can_wait);
}

bool Heap::CollectionDue() const { return pacer.Due(); }

void Heap::FinishSweep() {
  Init();
  pagurus::FinishSweep(Sweeper::kOutside);
  pages.ReturnMemory();
}

void Heap::StartCycle(MarkWork* work) {
  Init();
  StopAllocators();
  pagurus::FinishSweep(Sweeper::kEntered);
  EmptyCaches();
  pacer.StartMarking();
  objects_at_start_ = AllocatedObjects();
  assisted_at_start_ = AssistedBytes();
  waited_at_start_ = WaitedNs();
  stopped_ = !work->concurrent();
  if (stopped_) return;
  SetBlack(true);
  SetShadedWork(work);
  OpenAssists(work);
  ResumeAllocators();
}

void Heap::MarkRoots(Marker* marker) {
  MarkHandles(stopped_, marker);
  MarkRegisteredRoots(stopped_, marker);
  MarkFinalizers(stopped_, marker);
}

void Heap::MarkShaded(Marker* marker) { TakeShaded(stopped_, marker); }

void Heap::PauseMarking() {
  CloseAssists();
  StopAllocators();
  stopped_ = true;
}

void Heap::ResumeMarking(MarkWork* work) {
  stopped_ = false;
  OpenAssists(work);
  ResumeAllocators();
}

// What is read from a weak reference is no longer shaded, so from here on those
// to unmarked objects must not be read.
void Heap::EndMarking() {
  SetShadedWork(nullptr);
  BeginClearingWeak();
  stopped_ = false;
  ResumeAllocators();
}

// The flip needs no stopped world: what it changes managed code does not look
// at.  Objects are no longer allocated black when marks have become live bits,
// and the other way round never.
void Heap::FinishCycle(MarkWork* work) {
  const bool stopped = stopped_;
  if (stopped) BeginClearingWeak();
  ClearWeak(stopped);
  QueueFinalizers(stopped, work);
  if (!stopped) StopAllocators();
  live_objects_.store(
      work->marked_objects() + AllocatedObjects() - objects_at_start_,
      std::memory_order_relaxed);
  pacer.NoteLive(work->marked_bytes(), AssistedBytes() - assisted_at_start_,
                 WaitedNs() - waited_at_start_, marking_last_);
  SweepCaches();
  SetBlack(false);
  BeginSweep();
  collections_.fetch_add(1, std::memory_order_relaxed);
  stopped_ = false;
  ResumeAllocators();
}

void Heap::NotePause(Pause pause, uint64_t ns) {
  pauses_.fetch_add(1, std::memory_order_relaxed);
  pause_total_.fetch_add(ns, std::memory_order_relaxed);
  pause_last_[pause].store(ns, std::memory_order_relaxed);
  if (ns > pause_max_[pause].load(std::memory_order_relaxed)) {
    pause_max_[pause].store(ns, std::memory_order_relaxed);
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
  return cell < s->cells && TestMark(s->marks(), cell);
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
  uint64_t longest[3];
  stats->pause_max_ns = 0;
  for (int i = 0; i < 3; ++i) {
    longest[i] = pause_max_[i].load(std::memory_order_relaxed);
    if (longest[i] > stats->pause_max_ns) stats->pause_max_ns = longest[i];
  }
  stats->pauses = pauses_.load(std::memory_order_relaxed);
  stats->pause_begin_max_ns = longest[kBegin];
  stats->pause_end_max_ns = longest[kEnd];
  stats->pause_begin_last_ns =
      pause_last_[kBegin].load(std::memory_order_relaxed);
  stats->pause_end_last_ns = pause_last_[kEnd].load(std::memory_order_relaxed);
  stats->marking_ns = marking_ns_.load(std::memory_order_relaxed);
  stats->assists = Assists();
  stats->assisted_bytes = AssistedBytes();
  Enter(&tables_lock);
  stats->finalizers_run = FinalizersRun();
  stats->handles = HandleCount();
  Leave(&tables_lock);
}

}  // namespace pagurus
