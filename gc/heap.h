// The heap, as the collector and the entries of allocation see it.  Knows
// nothing of goroutines.
//
//   heap.h          this: what a collection consists of
//   mark.*          the gray objects, and threads that share them
//   cache.*         what a P allocates from
//   kind.*          sizes with places of references; span.*  pages of one kind
//   sweep.*         taking back what was not marked
//   pages.*         the address range, runs of pages, what goes back to the OS
//   pacer.*         when the next collection is due
//   roots.*, weak.*, finalizers.*, handles.*    what else keeps or watches
//   objects verify.*        is the heap what it should be?
//
// A collection:
//
//      heap.FinishSweep()              while the program runs: what the last
//                                      one left unswept
//      --- the world stops: no managed code runs
//      heap.StartCycle()               from here on nobody allocates
//      MarkWork work(n); n x {         n threads, each with a Marker
//        marker.Mark(word) ...         its share of the goroutines' roots
//        heap.MarkRoots(&marker)       one of them
//        marker.Drain() }              returns when all are done
//      heap.FinishCycle(work)          weak references, finalizers, the flip
//      --- the world goes on
//      heap.StartFinalizers()          if there are any (collector's thread,
//                                      or whoever pag_go can be called from)
//
// StartCycle holds the locks of all who allocate in native code (the slow
// paths), and FinishCycle releases them.  So a thread in the middle of a slow
// path is waited for, and one that comes to it later waits, without the
// collector having to know; what a slow path has allocated is in the current
// G's `sched.ret`, a root, until managed code has taken it (alloc.S).
// So roots are looked at after StartCycle: of every G, the g0s of all Ms
// included, the word `sched.ret`.
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
};

// The collector's, called by the allocator's slow path, in native code, on a
// system stack, with no lock held.  Null: memory is never collected.  The
// collector installs its own before the first allocation (InstallCollector).
using CollectFn = void(CollectReason);

class Heap {
 public:
  // The first call prepares everything; all others return at once.  Not in the
  // middle of a collection.
  void Init();

  // Null: none.  Any thread.
  void InstallCollector(CollectFn* collect);
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

  // No managed code runs.  Takes all allocators' locks, makes every object
  // white, and drops what Ps have at hand.  Sweeping must be finished: does the
  // rest if it is not.
  void StartCycle();

  // The heap's own roots: handles, registered globals, finalizers.
  void MarkRoots(Marker* marker);

  // All reachable objects are marked.  Clears weak references, queues
  // finalizers, and makes everything unmarked free, to be swept by who
  // allocates.
  void FinishCycle(MarkWork* work);

  // The finalizers that FinishCycle has queued begin to run on a goroutine.
  void StartFinalizers();
  // The next one, its object in the current G's sched.ret; null if there is
  // none (alloc.S).
  void* NextFinalizer();

  // A pause of a collection took so long.
  void NotePause(uint64_t ns);

  void GetStats(pag_gc_stats* stats);

  // --- about objects ---

  // The first byte of the object that `word` points to or into; 0 if it points
  // to none, or to free memory that was never part of an object.
  uintptr_t ObjectAt(uintptr_t word) const;
  // Bytes of that object; 0 if none.
  size_t SizeAt(uintptr_t word) const;
  // Between StartCycle and FinishCycle: if `word` is a reference to an object
  // that is marked.
  bool IsMarked(uintptr_t word) const;

 private:
  std::atomic<bool> ready_{false};
  std::atomic<CollectFn*> collect_{nullptr};
  bool finalizers_run_ = false;  // on a goroutine; under tables_lock
  std::atomic<uint64_t> live_objects_{0};
  std::atomic<uint64_t> collections_{0};
  std::atomic<uint64_t> pause_total_{0};
  std::atomic<uint64_t> pause_max_{0};
};

extern Heap heap;

}  // namespace pagurus

#endif  // PAGURUS_GC_HEAP_H_
