// How large a goroutine's first stack is: learned for each function that
// goroutines start with.
//
// A goroutine that outgrows its stack pays for a walk and a copy; of one that
// need not have been so large the rest is wasted for as long as it lives.
// Goroutines with the same function mostly need the same, so each function
// has its own size, the smallest (a power of two) with which not more than one
// in four grows:
//
//   a goroutine starts       counted
//   it outgrows that size    counted; more than a quarter: the size doubles
//   it ends, having had      counted; after some thousand in a row the half is
//   enough                   tried.  If that was a mistake the next trial comes
//                            after twice as many.
//
// Starts and ends are counted by samples, about one in 32 at random, so
// that they cost two instructions each; growths are rare, or become so.  Counts
// are halved from time to time: what happened long ago means little.
//
// The table is indexed by the function's address, without a test whether that
// is the one meant: two functions that share an entry share its size, which is
// a matter of luck and not of correctness.  Nothing here is locked; what two
// threads count at the same moment may count once.
#ifndef PAGURUS_RUNTIME_START_SIZE_H_
#define PAGURUS_RUNTIME_START_SIZE_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "runtime/stats.h"
#include "runtime/switches.h"

namespace pagurus {

using StartFn = void (*)(void*);

struct StartEntry {
  std::atomic<uint64_t> above_minimum;  // bytes beyond switches.minstack
  std::atomic<uint64_t> counts;         // start_size.cc
};
inline constexpr size_t kStartEntries = 1024;
// No stack starts larger.
inline constexpr size_t kLargestStart = size_t{32} << 10;

[[gnu::visibility("hidden")]] extern StartEntry start_entries[kStartEntries];

// Functions begin at multiples of 16 as a rule.
inline StartEntry* StartEntryOf(StartFn fn) {
  static_assert(sizeof(StartEntry) == 16);
  return &start_entries[reinterpret_cast<uintptr_t>(fn) / 16 % kStartEntries];
}

// Bytes of the first stack of a goroutine that runs fn.
inline size_t StartSize(StartFn fn) {
  return switches.minstack +
         StartEntryOf(fn)->above_minimum.load(std::memory_order_relaxed);
}

// Counts a goroutine that starts, or one that ends, in the calling M's *stats.
// True if that is a sample.
inline bool CountStart(Stats* stats) {
  const uint64_t n = stats->goroutines + 1;
  stats->goroutines = n;
  return __builtin_expect(n >= stats->next_start_sample, 0);
}
inline bool CountEnd(Stats* stats) {
  const uint64_t n = stats->goroutines_ended + 1;
  stats->goroutines_ended = n;
  return __builtin_expect(n >= stats->next_end_sample, 0);
}
// The sample starts with fn; did, and ends with a stack of `size` bytes.
void SampleStart(StartFn fn, Stats* stats);
void SampleEnd(StartFn fn, size_t size, Stats* stats);

// A goroutine that started with fn is about to outgrow `size` bytes.
void LearnGrowth(StartFn fn, size_t size);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_START_SIZE_H_
