// Marking: the gray objects, and the threads that share them.
//
// Gray is an object that is marked and whose references have not been followed.
// Each thread has some of its own, in chunks; full chunks go to a list that all
// share, where threads without any find work:
//
//      Mark ──▶ | current chunk | spare | ──▶ full chunks ──▶ other threads
//                     │ pop
//                     ▼
//      | fifo: objects on their way into the cache | ──▶ Scan ──▶ Mark ...
//
// An object that is popped is prefetched and waits in a short queue until it is
// there (C. Cher, A. Hosking, T. Vitek: Software prefetching for mark-sweep
// garbage collection, ASPLOS 2004).  Large objects are followed piece by piece:
// a gray piece is the address where it begins, plus 1.
#ifndef PAGURUS_GC_MARK_H_
#define PAGURUS_GC_MARK_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "gc/pages.h"
#include "gc/span.h"
#include "runtime/sched/lock.h"

namespace pagurus {

struct GrayChunk {
  static constexpr size_t kEntries = 510;
  GrayChunk* next;
  uintptr_t entries[kEntries];
};

// What all markers of one cycle have in common.
class MarkWork {
 public:
  // `markers` of them take part; Drain waits for all.
  explicit MarkWork(uint32_t markers) : markers_(markers) {}
  MarkWork(const MarkWork&) = delete;
  MarkWork& operator=(const MarkWork&) = delete;

  // After all markers' Drain.
  uint64_t marked_bytes() const { return bytes_.load(); }
  uint64_t marked_objects() const { return objects_.load(); }

 private:
  friend class Marker;

  void Push(GrayChunk* chunk);
  GrayChunk* Pop();

  const uint32_t markers_;
  Lock lock_{LockRank::kHeapMarking};
  std::atomic<GrayChunk*> full_{nullptr};
  std::atomic<uint32_t> idle_{0};  // markers that have found nothing to do
  std::atomic<uint64_t> bytes_{0};
  std::atomic<uint64_t> objects_{0};
};

// One thread's, for one cycle.  Takes no memory but for gray objects.
class Marker {
 public:
  explicit Marker(MarkWork* work) : work_(work), shared_(work->markers_ > 1) {}
  Marker(const Marker&) = delete;
  Marker& operator=(const Marker&) = delete;

  // Marks the object that `word` points to or into, if it does; any word.
  void Mark(uintptr_t word);

  // Marks what the references in the object that begins at `object` lead to,
  // and not the object.
  void MarkReferencesOf(uintptr_t object);

  // Marks what the references in n objects of `type` at `begin`, outside the
  // heap, lead to.
  void MarkRange(uintptr_t begin, const uint64_t* refs, size_t size, size_t n);

  // Marks all that is reachable from what was marked, and returns when nothing
  // is gray and all markers are here.  Once.
  void Drain();

 private:
  static constexpr uint32_t kFifo = 16;

  void MarkWord(const PageMap& map, uintptr_t word);
  void PushGray(uintptr_t entry);
  uintptr_t PopGray();
  void MoreRoom();
  bool MoreGray();
  void DrainOwn();
  void Share();
  void Scan(const PageMap& map, uintptr_t entry);
  void ScanPattern(const Span* s, uintptr_t entry);

  MarkWork* const work_;
  const bool shared_;  // others mark, too
  GrayChunk* current_ = nullptr;
  size_t n_ = 0;  // entries of `current_`
  uint64_t bytes_ = 0;
  // Not beside bytes_, or the compiler adds to both with one slow instruction.
  GrayChunk* spare_ = nullptr;  // full, if spare_full_; else empty or null
  bool spare_full_ = false;
  uint64_t objects_ = 0;
};

}  // namespace pagurus

#endif  // PAGURUS_GC_MARK_H_
