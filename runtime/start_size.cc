#include "runtime/start_size.h"

namespace pagurus {

constinit StartEntry start_entries[kStartEntries] = {};

namespace {

// Of samples: what is counted until all is halved, and ends (of goroutines that
// had enough) that make a step towards a trial.
constexpr uint16_t kWindow = 32;
constexpr uint16_t kEndsPerStep = 16;
// Growths that mean anything.
constexpr uint16_t kFewGrowths = 8;
// Steps before a smaller size is tried.
constexpr uint16_t kFirstPatience = 4;
constexpr uint16_t kMostPatience = 4096;
// Starts, or ends, that a sample stands for, on average.
constexpr uint64_t kPerSample = 32;

struct Counts {
  uint16_t starts;   // samples
  uint16_t growths;  // all of them
  uint8_t ends;      // samples since the last step
  uint8_t
      patience;    // 1 + log2 of the steps that a trial takes; 0: no trial yet
  uint16_t steps;  // still to go

  uint64_t Pack() const { return __builtin_bit_cast(uint64_t, *this); }
  static Counts Unpack(uint64_t word) {
    return __builtin_bit_cast(Counts, word);
  }
  uint16_t Patience() const {
    // 0: the size is new, and its counts are another M's yet to store.
    if (patience == 0) return kFirstPatience;
    return static_cast<uint16_t>(kFirstPatience << (patience - 1));
  }
};
static_assert(sizeof(Counts) == sizeof(uint64_t));

// Whatever another thread counts at the same time is lost, or this is.
Counts Load(const StartEntry* entry) {
  return Counts::Unpack(entry->counts.load(std::memory_order_relaxed));
}
void Store(StartEntry* entry, Counts counts) {
  entry->counts.store(counts.Pack(), std::memory_order_relaxed);
}

// From size to to, unless somebody else has changed it meanwhile.
bool Resize(StartEntry* entry, size_t size, size_t to) {
  uint64_t above = size - switches.minstack;
  return entry->above_minimum.compare_exchange_strong(
      above, to - switches.minstack, std::memory_order_relaxed);
}

// Until the next sample after the n-th of something: 1 to 63, whatever pattern
// there is in what is sampled.
uint64_t Interval(uint64_t n) {
  n = (n ^ n >> 15) * 0x9e3779b97f4a7c15;
  return 1 + (n >> 32) % (2 * kPerSample - 1);
}

size_t Largest() {
  return switches.maxstack < kLargestStart ? switches.maxstack : kLargestStart;
}

}  // namespace

void SampleStart(StartFn fn, Stats* stats) {
  const size_t size = StartSize(fn);
  // A size that was learned is one that some stack grew to, so that only the
  // first start of an M, which is always a sample, can be news.
  if (size > stats->max_stack_bytes) stats->max_stack_bytes = size;
  if (switches.learn == 0) {
    stats->next_start_sample = UINT64_MAX;
    return;
  }
  const uint64_t weight = Interval(stats->goroutines);
  stats->next_start_sample = stats->goroutines + weight;
  StartEntry* entry = StartEntryOf(fn);
  Counts counts = Load(entry);
  if (++counts.starts >= kWindow) {
    counts.starts /= 2;
    counts.growths /= 2;
  }
  Store(entry, counts);
  if (size == switches.minstack) return;
  stats->starts_above_minimum += weight;
  stats->growths_avoided +=
      weight * static_cast<uint64_t>(__builtin_ctzll(size / switches.minstack));
}

void SampleEnd(StartFn fn, size_t size, Stats* stats) {
  if (switches.learn == 0) {
    stats->next_end_sample = UINT64_MAX;
    return;
  }
  stats->next_end_sample =
      stats->goroutines_ended + Interval(stats->goroutines_ended);
  StartEntry* entry = StartEntryOf(fn);
  // Only those tell something that had this size.
  if (size != StartSize(fn) || size == switches.minstack) return;
  Counts counts = Load(entry);
  if (++counts.ends < kEndsPerStep) {
    Store(entry, counts);
    return;
  }
  counts.ends = 0;
  if (counts.steps > 0) --counts.steps;
  if (counts.steps == 0 && Resize(entry, size, size / 2)) {
    counts.starts = counts.growths = 0;
    counts.steps = counts.Patience();
  }
  Store(entry, counts);
}

void LearnGrowth(StartFn fn, size_t size) {
  if (switches.learn == 0) return;
  StartEntry* entry = StartEntryOf(fn);
  if (size != StartSize(fn) || size * 2 > Largest()) return;
  Counts counts = Load(entry);
  if (counts.growths < UINT16_MAX) ++counts.growths;
  if (counts.growths < kFewGrowths ||
      counts.growths * 4 <= counts.starts * kPerSample ||
      !Resize(entry, size, size * 2)) {
    Store(entry, counts);
    return;
  }
  counts.starts = counts.growths = 0;
  counts.ends = 0;
  if (counts.patience == 0 || counts.Patience() < kMostPatience) {
    ++counts.patience;
  }
  counts.steps = counts.Patience();
  Store(entry, counts);
}

}  // namespace pagurus
