// Pacer: when the next collection is due, how fast it has to be, and how much
// memory free pages keep.
//
// A collection's cost is what it marks; what it gains is what has been
// allocated since the last one.  So the heap may grow by a percentage of what
// the last one has marked, and at least by 4 MiB: its goal.  With a limit the
// goal is nearer than that, and nearer again and again close to it.
//
// What was allocated while the last one marked lives, as far as anybody knows,
// but does not count for the percentage (in Go it does).  Mostly it is garbage
// by then; if it counted, more of that would make the next collection later,
// and allow for more of it again: a program that allocates as fast as is marked
// would have twice the heap.
//
// Allocation goes on while a collection marks, so one begins before the goal is
// reached (in spirit as Go's: R. Hudson, A. Clements, "Go 1.5 concurrent
// garbage collector pacing", 2015; M. Knyszek, "GC pacer redesign", Go's
// proposal 44167, 2021):
//
//      live            trigger    goal      overrun
//   ----|-----------------|----------|---------|------▶ bytes allocated
//       |      budget - headroom     |         |
//                         |--------------▶ marking; who allocates more than its
//                                    |     share of the headroom marks, or
//                                    waits |         |------▶ waits for the end
//
// The headroom is what has been allocated during the last collection for each
// byte that it marked, times what there is to mark, and a quarter more; at
// least a sixteenth and at most three tenths of the budget (as Go's).  Of
// allocation and marking, each in parts of what is expected of it, allocation
// must not be ahead: who makes it so marks the difference, or waits until
// others have (assist.h).  An eighth of the budget behind the goal, whatever
// the estimates were, who allocates waits for the end: the collector may be
// about to stop the world and not get a processor.
//
// Free pages keep as much memory as the heap will need until the next
// collection, and a tenth of all; more goes back to the OS.
#ifndef PAGURUS_GC_PACER_H_
#define PAGURUS_GC_PACER_H_

#include <stdint.h>

#include <atomic>

namespace pagurus {

class Pacer {
 public:
  // Once, before the first allocation: the environment's settings.
  // `concurrent`: allocation goes on during collections.
  void Init(int64_t percent, uint64_t limit, bool concurrent);

  // Any thread.
  void NoteAllocated(uint64_t bytes) {
    allocated_.fetch_add(bytes, std::memory_order_relaxed);
  }
  bool Due() const {
    return allocated_.load(std::memory_order_relaxed) >=
           trigger_.load(std::memory_order_relaxed);
  }

  // A collection begins to mark, while allocators are stopped.
  void StartMarking();
  // It has marked so many bytes: how many more it should have by now.  Any
  // thread, while it marks.
  uint64_t Behind(uint64_t marked) const;
  // If so much has been allocated that who allocates has to wait for its end.
  bool Overrun() const {
    return allocated_.load(std::memory_order_relaxed) >=
           overrun_.load(std::memory_order_relaxed);
  }
  // While allocators are stopped: it has ended, with so many bytes marked, of
  // which those who allocate have marked some; and `waited` of `ns` nanoseconds
  // some of them have waited.  What has been allocated meanwhile lives, too.
  void NoteLive(uint64_t marked, uint64_t by_assists, uint64_t waited,
                uint64_t ns);

  int64_t SetPercent(int64_t percent);
  uint64_t SetLimit(uint64_t bytes);

  uint64_t live() const { return live_.load(std::memory_order_relaxed); }
  // Since the last collection.
  uint64_t allocated() const {
    return allocated_.load(std::memory_order_relaxed);
  }
  // What lived and has been allocated since, when the next one should have
  // ended.
  uint64_t next() const;

 private:
  // `filled`: bytes of objects when the collection ended, or 0.
  void Plan(uint64_t filled);
  uint64_t Headroom(uint64_t marked, uint64_t budget) const;
  void NoteRate(uint64_t marked, uint64_t allocated, uint64_t by_assists,
                uint64_t waited, uint64_t ns);

  static constexpr uint64_t kLeastBudget = uint64_t{4} << 20;
  static constexpr uint64_t kOne = 1024;  // of fixed-point numbers

  std::atomic<int64_t> percent_{100};
  // By the last collection; and with what was allocated meanwhile.
  std::atomic<uint64_t> marked_{0};
  std::atomic<uint64_t> live_{0};
  std::atomic<uint64_t> allocated_{0};  // since the last collection
  std::atomic<uint64_t> budget_{kLeastBudget};
  std::atomic<uint64_t> trigger_{kLeastBudget};
  std::atomic<uint64_t> overrun_{UINT64_MAX};
  bool concurrent_ = false;
  // Bytes that were allocated for each that was marked, in parts of kOne.
  std::atomic<uint64_t> rate_{kOne / 4};
  // Of the collection that marks: what had been allocated when it began, and
  // what was to be allocated by its end.
  std::atomic<uint64_t> allocated_at_start_{0};
  std::atomic<uint64_t> to_allocate_{1};
};

extern Pacer pacer;

}  // namespace pagurus

#endif  // PAGURUS_GC_PACER_H_
