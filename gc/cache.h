// Cache: what a P allocates from.
//
// For each kind a cache has at most one span, and all free cells of it.  They
// are runs of neighbours: from the first of them cells are cut off, the others
// wait in a list, which is kept in their own first two words.
//
//   Run    cursor ─┐          end ─┐        next ─┐
//   span   | live  | free   free   | live | live  | free (next, end) | live |
//
// Free cells in a cache are zero, but for those two words (H2), and count as
// live (H1).
// Cutting one off takes a load, an addition, a comparison and a store, in
// managed code (arch/x86_64/alloc.S); so does the next run.  The slow path is
// taken once for each span.
//
// Stopping.  Who uses a cache in native code does it between Enter and Leave.
// StopAllocators waits for those who are in between and holds back all others
// (H5).
// Managed code is stopped by who stops the world: the fast path has no
// safepoint in it, and is not interrupted by preemption
// (sched/interrupted.cc).
//
// Black.  While a collection marks, what is allocated counts as marked (H8),
// and the fast path knows nothing of it: when the collection begins, caches are
// emptied, and from then on whoever takes over a span's free cells marks them
// all.  When it ends, a cache keeps what it has.
#ifndef PAGURUS_GC_CACHE_H_
#define PAGURUS_GC_CACHE_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "gc/kind.h"
#include "runtime/sched/lock.h"

namespace pagurus {

struct Run {
  uintptr_t cursor;
  uintptr_t end;
  uintptr_t next;  // the first cell of the next run, or 0
  Span* span;      // or null
};

struct Cache {
  // First, and kind 0's has a cursor past its end: alloc.S.
  Run runs[kMaxKinds];

  Cache* next_cache;  // of all
  Lock lock{LockRank::kHeapCaches};
  // Kinds whose run has a span.
  uint32_t n_used;
  uint16_t used[kMaxKinds];
};

// A new one, for the caller to keep.  Null without memory.
Cache* NewCache();
// That of threads which have no P: between Enter and Leave, like any.
extern Cache* shared_cache;

// For who enters without allocating from a cache: the lock of the one that the
// calling thread's P has, which hardly anybody else wants.
Lock* LockToEnter();

void Enter(Lock* lock);
inline void Leave(Lock* lock) { lock->Release(); }
// One stops them at a time: waits for its turn.
void StopAllocators();
void ResumeAllocators();
// The same in a child process, whose parent's forking thread had stopped them.
void ResumeInChild();
// While they are stopped, and managed code, too: takes all spans out of all
// caches.
void EmptyCaches();
// While they are stopped: what is taken over from now on is marked, or is not.
void SetBlack(bool black);
// While they are stopped and nobody marks: SweepCached for all spans that
// caches have.
void SweepCaches();

// While they are stopped, and managed code, too: if the cell is free, and some
// cache's.  Slow.
bool CachesHave(const Span* span, uintptr_t cell);

// A zeroed cell; 0 without memory.  Between Enter and Leave.
uintptr_t AllocCell(Cache* cache, const Kind* kind);
// The same without the slow path: 0 if the cache has no free cell of the kind.
inline uintptr_t CutOff(Run* run, uint32_t cell) {
  uintptr_t p = run->cursor;
  if (__builtin_expect(run->end - p < cell, 0)) {
    p = run->next;
    if (p == 0) return 0;
    auto* words = reinterpret_cast<uintptr_t*>(p);
    run->next = words[0];
    run->end = words[1];
    words[0] = words[1] = 0;
  }
  run->cursor = p + cell;
  return p;
}

// A zeroed object with a span of its own, bytes > kMaxSmall; 0 without memory.
// `pattern` null: no references.  Takes part in no collection until
// PublishLarge, which is called between Enter and Leave; this is not.
Span* AllocLarge(size_t bytes, const Pattern* pattern);
void PublishLarge(Span* span);

// Since the process began.
uint64_t AllocatedBytes();
uint64_t AllocatedObjects();

}  // namespace pagurus

#endif  // PAGURUS_GC_CACHE_H_
