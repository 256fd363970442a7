// Pacer: when the next collection is due, and how much memory free pages keep.
//
// A collection's cost is what lives; what it gains is what has been allocated
// since.  So it is due when as much has been allocated as a percentage of what
// lived after the last one, as in Go; and at least 4 MiB.  With a limit, it is
// due before that is reached, and comes again and again close to it.
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
  void Init(int64_t percent, uint64_t limit);

  // Any thread.
  void NoteAllocated(uint64_t bytes) {
    allocated_.fetch_add(bytes, std::memory_order_relaxed);
  }
  bool Due() const {
    return allocated_.load(std::memory_order_relaxed) >=
           budget_.load(std::memory_order_relaxed);
  }
  // While allocators are stopped: so many bytes live.
  void NoteLive(uint64_t bytes);

  int64_t SetPercent(int64_t percent);
  uint64_t SetLimit(uint64_t bytes);

  uint64_t live() const { return live_.load(std::memory_order_relaxed); }
  // What lived and has been allocated since, at the next collection.
  uint64_t next() const;

 private:
  // `filled`: bytes of objects when the collection was due, or 0.
  void Plan(uint64_t filled);

  static constexpr uint64_t kLeastBudget = uint64_t{4} << 20;

  std::atomic<int64_t> percent_{100};
  std::atomic<uint64_t> live_{0};
  std::atomic<uint64_t> allocated_{0};  // since the last collection
  std::atomic<uint64_t> budget_{kLeastBudget};
};

extern Pacer pacer;

}  // namespace pagurus

#endif  // PAGURUS_GC_PACER_H_
