// Marking: the gray objects, and the threads that share them.
//
// Gray is an object that is marked and whose references have not been followed,
// and a reference of such an object that has not been looked at, an edge.  Each
// thread has some of its own, in chunks; full chunks go to a list that all
// share (gray.h), where threads without any find work:
//
//      Mark ──▶ | current chunk | spare | ──▶ full chunks ──▶ other threads
//                     │ pop
//                     ▼
//      | fifo: entries on their way into the cache | ──▶ Follow ──▶ edges ...
//
// While the world runs others have gray objects, too: what has been taken out
// of the heap's tables (tables.h), who marks some in the middle of allocating
// (assist.h) and gives back what is left, and who has overwritten references
// (cycle.cc).  So Drain's end is the end of a round; which one was the last is
// seen when all others have been stopped.
//
// Mutators store into the objects that are followed.  A word is loaded by one
// instruction, and either value of it will do (docs/heap.md).
//
// What is popped is prefetched, with its mark, and waits in a short queue until
// it is there (C. Cher, A. Hosking, T. Vitek: Software prefetching for
// mark-sweep garbage collection, ASPLOS 2004).  It is edges that wait, so that
// nothing is touched before, unless there are very many (gray.h; R. Garner,
// S. Blackburn, D. Frampton: Effective prefetch for mark-sweep garbage
// collection, ISMM 2007); and pushing one takes no branch.  Large objects are
// followed piece by piece.  An entry is
//
//      address       an object, marked
//      address | 1   a piece of one, which begins there
//      address | 2   an edge: a word, whose lower bits are of no consequence
#ifndef PAGURUS_GC_MARK_H_
#define PAGURUS_GC_MARK_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/gray.h"
#include "gc/pages.h"
#include "gc/span.h"

namespace pagurus {

// Sets a mark, by who is none of the markers; false if it was set.
bool MarkBeside(Span* span, uint32_t cell);

// One thread's, for one cycle.  Takes no memory but for gray objects.
class Marker {
 public:
  // As whom it marks: the only one that the work has at the time, one of
  // several, or beside those, in the middle of something else.
  enum Who { kAlone, kOneOfMany, kBeside };

  explicit Marker(MarkWork* work)
      : Marker(work, work->markers_ > 1 ? kOneOfMany : kAlone) {}
  Marker(MarkWork* work, Who who)
      : work_(work),
        who_(who),
        shared_(work->concurrent_ || work->markers_ > 1) {}
  Marker(const Marker&) = delete;
  Marker& operator=(const Marker&) = delete;

  // Marks the object that `word` points to or into, if it does; any word.
  void Mark(uintptr_t word);

  // Marks what the references in the object that begins at `object` lead to,
  // and not the object.
  void MarkReferencesOf(uintptr_t object);

  // Bytes that it has marked.
  uint64_t marked() const { return reported_ + bytes_; }

  // Marks all that is reachable from what was marked, and returns when nothing
  // is gray and all markers are here.  Once.
  void Drain();

  // Follows up to n > 0 gray objects, pieces or edges; false if there were
  // fewer.  Not one of the markers that Drain waits for.
  bool DrainSome(uint32_t n);
  // Edges stay edges however many there are (gray.h), for who is to be quick:
  // settling many takes as long as following them.
  void DoNotSettle() { settles_ = false; }
  // Gives what is gray to others.  The last call, unless that was Drain.
  void Leave();

 private:
  static constexpr uint32_t kFifo = 16;

  uintptr_t MarkWord(Span* span, uintptr_t word);
  void RoomForEdges();
  void PushEdge(const PageMap& map, uintptr_t word);
  void PushGray(uintptr_t entry);
  uintptr_t PopGray();
  GrayChunk* Give(GrayChunk* chunk);
  void MoreRoom();
  bool MoreGray();
  void Settle(GrayChunk* chunk);
  bool DrainOwn(uint64_t n);
  void Report();
  void PutBack(const uintptr_t* fifo, uint32_t first, uint32_t filled);
  void Share();
  static void Prefetch(const PageMap& map, uintptr_t entry);
  void Follow(const PageMap& map, uintptr_t entry);
  void Scan(const PageMap& map, const Span* s, uintptr_t entry);
  void ScanPattern(const Span* s, uintptr_t entry);

  MarkWork* const work_;
  const Who who_;
  const bool shared_;  // others may have something to follow, or nothing
  bool settles_ = true;
  GrayChunk* current_ = nullptr;
  size_t n_ = 0;  // entries of `current_`
  uint64_t bytes_ = 0;
  // Not beside bytes_, or the compiler adds to both with one slow instruction.
  GrayChunk* spare_ = nullptr;  // full, if spare_full_; else empty or null
  bool spare_full_ = false;
  uint64_t objects_ = 0;
  uint64_t reported_ = 0;  // bytes that the work has been told of
};

}  // namespace pagurus

#endif  // PAGURUS_GC_MARK_H_
