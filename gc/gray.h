// The gray objects of a cycle, in chunks, and which of them all markers share.
//
//      work   full ─▶ | n, entries | ─▶ | n, entries | ─▶ ...
//
// The list is a stack, so what it grows by is the newest.  Up to a few chunks
// it may hold edges (mark.h), several to one object; there may be as many of
// those as the heap has words.  So while it has more, what comes to it has been
// settled before: the edges' objects are marked, and those that were not are
// there instead.  That is one entry for each gray object at most, and for each
// piece of a large one.  Small chunks share one, so that at least half of the
// memory is entries.
#ifndef PAGURUS_GC_GRAY_H_
#define PAGURUS_GC_GRAY_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "runtime/sched/lock.h"

namespace pagurus {

struct GrayChunk {
  static constexpr size_t kEntries = 510;
  GrayChunk* next;
  size_t n;  // entries, unless it is some marker's current one
  uintptr_t entries[kEntries];
};
static_assert(sizeof(GrayChunk) == 4096);

GrayChunk* NewChunk();
// Null: nothing happens.
void DropChunk(GrayChunk* chunk);
// Memory that chunks have taken since the process began; it is kept for them.
uint64_t GrayBytes();

// What all markers of one cycle have in common.
class MarkWork {
 public:
  // `markers` of them take part; Drain waits for all.  `concurrent`: mutators
  // and allocators run meanwhile.
  explicit MarkWork(uint32_t markers, bool concurrent = false)
      : concurrent_(concurrent), markers_(markers) {}
  MarkWork(const MarkWork&) = delete;
  MarkWork& operator=(const MarkWork&) = delete;

  // After all markers' Drain: so many drain next.
  void NextRound(uint32_t markers) {
    markers_ = markers;
    idle_.store(0);
  }

  // Who has marked objects without a Marker.  Any thread.
  void Count(uint64_t bytes, uint64_t objects) {
    bytes_.fetch_add(bytes, std::memory_order_relaxed);
    objects_.fetch_add(objects, std::memory_order_relaxed);
  }

  bool concurrent() const { return concurrent_; }
  // If somebody has given away gray objects that nobody has taken.
  bool HasGray() const {
    return full_.load(std::memory_order_relaxed) != nullptr;
  }
  // How many could take some.
  uint32_t chunks() const { return n_full_.load(std::memory_order_relaxed); }
  // For somebody who would help, and has found nothing: markers give some away.
  void AskForGray() { missed_.store(true, std::memory_order_relaxed); }
  // After all markers' Drain; before that a little less.  What two have come to
  // at the same moment counts twice (span.h).
  uint64_t marked_bytes() const {
    return bytes_.load(std::memory_order_relaxed);
  }
  uint64_t marked_objects() const {
    return objects_.load(std::memory_order_relaxed);
  }

 private:
  friend class Marker;

  // Takes `chunk`, which is not empty.  If there was room for its entries
  // elsewhere, returns it, empty; else null.
  GrayChunk* Push(GrayChunk* chunk);
  // Null: there is none.
  GrayChunk* Pop();
  // If edges are to wait no longer.
  bool HasMany() const {
    return n_full_.load(std::memory_order_relaxed) >= kFew;
  }

  static constexpr uint32_t kFew = 32;

  const bool concurrent_;
  uint32_t markers_;
  Lock lock_{LockRank::kHeapMarking};
  std::atomic<GrayChunk*> full_{nullptr};
  std::atomic<uint32_t> n_full_{0};
  std::atomic<uint32_t> idle_{0};    // markers that have found nothing to do
  std::atomic<bool> missed_{false};  // so has somebody who would have helped
  std::atomic<uint64_t> bytes_{0};
  std::atomic<uint64_t> objects_{0};
};

}  // namespace pagurus

#endif  // PAGURUS_GC_GRAY_H_
