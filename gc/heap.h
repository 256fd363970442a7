// The heap, as the collector and the entries of allocation see it.  Knows
// nothing of goroutines.
//
//   heap.h          this: what a collection consists of
//   mark.*          marking; gray.*  what waits for that
//   cache.*         what a P allocates from
//   kind.*          sizes with places of references; span.*  pages of one kind
//   sweep.*         taking back what was not marked
//   pages.*         the address range, runs of pages, what goes back to the OS
//   pacer.*         when the next collection is due, and how fast it has to be
//   assist.*        who allocates marks; waits.*  or waits for markers
//   shade.cc        what is taken out of tables is marked
//   roots.*, weak.*, finalizers.*, handles.*    what else keeps or watches
//   objects verify.*        is the heap what it should be?
//
// A collection beside the program:
//
//      heap.FinishSweep()              what the last one left unswept
//      MarkWork work(n, true)
//      --- the world stops: no managed code runs
//      heap.StartCycle(&work)          what is allocated from here on is marked
//      ... marker.Mark(word) ...       what threads have at hand
//      --- the world goes on
//      n x { ... marker.Mark(word)     n threads, each with a Marker, mark the
//            heap.MarkRoots(&marker)   other roots as they were in the pause,
//            marker.Drain() }          and what mutators overwrite
//      --- the world stops
//      heap.PauseMarking()             nobody uses the tables
//      ... Mark, Drain ...             what has been overwritten since
//      heap.EndMarking()               marks are final (or ResumeMarking: that
//      --- the world goes on           was much, and the world goes on first)
//      heap.FinishCycle(&work)         weak references, finalizers, the flip
//      heap.StartFinalizers()          if there are any (whoever pag_go can be
//                                      called from)
//
// In a stopped world, MarkWork work(n): StartCycle; MarkRoots and Drain;
// FinishCycle.  Between the first and the last nobody allocates.
//
// StartCycle, PauseMarking and the flip wait for those who are in the middle of
// allocating in native code (the slow paths), and hold back others meanwhile
// (H5), without the collector having to know.  What a slow path has allocated
// is in the current G's `sched.ret`, a root, until managed code has taken it
// (alloc.S).  So roots are looked at after StartCycle: of every G, the g0s of
// all Ms included, the word `sched.ret`.
#ifndef PAGURUS_GC_HEAP_H_
#define PAGURUS_GC_HEAP_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "runtime/pagurus_gc.h"

namespace pagurus {

class Marker;
class MarkWork;

// Why a collection is asked for.
enum class CollectReason {
  kDue,     // enough has been allocated: not if somebody is at it already
  kMemory,  // there is no memory: returns when one has run from start to end
  kBehind,  // the one that is due or runs is late: returns when it has ended
};

// The collector's, called by the allocator's slow path, in native code, on a
// system stack, with no lock held.  Null: memory is never collected.  The
// collector installs its own before the first allocation (InstallCollector).
using CollectFn = void(CollectReason);
// If goroutines can wait for it instead: __pag_await_heap_op does.  Likewise.
using CanWaitFn = bool();

class Heap {
 public:
  // The first call prepares everything; all others return at once.  Not in the
  // middle of a collection.
  void Init();

  // Null: none.  Any thread.
  void InstallCollector(CollectFn* collect, CanWaitFn* can_wait = nullptr);
  bool CanWait() const {
    CanWaitFn* can_wait = can_wait_.load(std::memory_order_acquire);
    return can_wait != nullptr && can_wait();
  }
  // Lets the collector do what it is asked for; false if there is none.
  bool Collect(CollectReason reason) {
    CollectFn* collect = collect_.load(std::memory_order_acquire);
    if (collect == nullptr) return false;
    collect(reason);
    return true;
  }

  // --- the collector's ---

  // If it is time (pacer.h).  Any thread, without a lock.
  bool CollectionDue() const;

  // Sweeps what the last collection left to do.  Any thread; others may be
  // sweeping and allocating at the same time.  FinishCycle must have been
  // called as often as StartCycle.
  void FinishSweep();

  // No managed code runs.  Makes every object white, and what is allocated from
  // now on black; drops what Ps have at hand.  Sweeping must be finished: does
  // the rest if it is not.  If the work is not concurrent, nobody allocates
  // until FinishCycle.
  void StartCycle(MarkWork* work);

  // The heap's own roots: handles, registered globals, finalizers.
  void MarkRoots(Marker* marker);
  // Marks what has been taken out of those meanwhile.
  void MarkShaded(Marker* marker);

  // Concurrent work: from here on nobody allocates in native code or uses the
  // heap's roots, until one of the other two.
  void PauseMarking();
  void ResumeMarking(MarkWork* work);
  // No managed code runs, and all reachable objects are marked.
  void EndMarking();

  // All reachable objects are marked.  Clears weak references, queues
  // finalizers, and makes everything unmarked free, to be swept by who
  // allocates.
  void FinishCycle(MarkWork* work);

  // The finalizers that FinishCycle has queued begin to run on a goroutine.
  void StartFinalizers();
  // Goroutine `n` of those has ended, perhaps in the middle of a finalizer:
  // another one runs the others.
  void FinalizersEnded(uint64_t n);
  // The next one, its object in the current G's sched.ret; null if there is
  // none (alloc.S).
  void* NextFinalizer();

  // The collector's: a pause took so long, from when it asked everybody to stop
  // until the last P was given to an M; one at a collection's beginning, at its
  // end, or all of it.
  enum Pause { kBegin, kEnd, kWhole };
  void NotePause(Pause pause, uint64_t ns);
  // A collection has marked for so long, pauses among them.
  void NoteMarking(uint64_t ns) {
    marking_last_ = ns;
    marking_ns_.fetch_add(ns, std::memory_order_relaxed);
  }

  void GetStats(pag_gc_stats* stats);

  // --- about objects ---

  // The first byte of the object that `word` points to or into; 0 if it points
  // to none, or to free memory that was never part of an object.
  uintptr_t ObjectAt(uintptr_t word) const;
  // Bytes of that object; 0 if none.
  size_t SizeAt(uintptr_t word) const;
  // Between StartCycle and the flip: if `word` is a reference to an object
  // that is marked.
  bool IsMarked(uintptr_t word) const;

 private:
  std::atomic<bool> ready_{false};
  std::atomic<CollectFn*> collect_{nullptr};
  std::atomic<CanWaitFn*> can_wait_{nullptr};
  // Goroutines that were started for finalizers; which of them it is that runs
  // some, or 0; and (its own) whether its end will be seen.  Under tables_lock.
  uint64_t finalizer_goroutines_ = 0;
  uint64_t finalizers_run_ = 0;
  bool end_is_seen_ = false;
  std::atomic<uint64_t> live_objects_{0};
  std::atomic<uint64_t> collections_{0};
  // The collector's, between StartCycle and FinishCycle.
  bool stopped_ = false;  // allocators, all the time
  uint64_t objects_at_start_ = 0;
  uint64_t assisted_at_start_ = 0;
  uint64_t waited_at_start_ = 0;
  uint64_t marking_last_ = 0;

  std::atomic<uint64_t> pauses_{0};
  std::atomic<uint64_t> pause_total_{0};
  std::atomic<uint64_t> pause_max_[3] = {};  // of each sort
  std::atomic<uint64_t> pause_last_[3] = {};
  std::atomic<uint64_t> marking_ns_{0};
};

extern Heap heap;

}  // namespace pagurus

#endif  // PAGURUS_GC_HEAP_H_
