#include "gc/pacer.h"

#include "gc/pages.h"

namespace pagurus {

constinit Pacer pacer;

void Pacer::Init(int64_t percent, uint64_t limit) {
  percent_.store(percent);
  pages.SetLimit(limit);
  Plan(0);
}

void Pacer::Plan(uint64_t filled) {
  const uint64_t live = live_.load();
  const int64_t percent = percent_.load();
  uint64_t budget = UINT64_MAX / 4;
  if (percent >= 0) {
    // A hundredth first: percentages may be large.
    const unsigned __int128 wanted = static_cast<unsigned __int128>(live) *
                                     static_cast<uint64_t>(percent) / 100;
    if (wanted < budget) budget = static_cast<uint64_t>(wanted);
    if (budget < kLeastBudget) budget = kLeastBudget;
  }
  // Half of what is left, and not for nothing each time: what fills spans is
  // more than what lives.  The rest is for the allocation that finds no memory,
  // which asks for a collection itself.
  const uint64_t limit = pages.limit();
  if (limit != 0) {
    const uint64_t left = limit > live ? (limit - live) / 2 : 0;
    const uint64_t least = limit / 64;
    const uint64_t close = left < least ? least : left;
    if (close < budget) budget = close;
  }
  budget_.store(budget);
  // As much more than its objects as the heap took when this one was due.
  const uint64_t most = live + (percent < 0 ? live / 2 : budget);
  const uint64_t used = pages.used_bytes();
  uint64_t spans = most;
  if (used > filled && filled != 0) {
    const uint64_t by_ratio = static_cast<uint64_t>(
        static_cast<unsigned __int128>(most) * used / filled);
    spans = by_ratio < 2 * most ? by_ratio : 2 * most;
  }
  pages.SetGoal(spans + spans / 10 + (uint64_t{1} << 20));
}

void Pacer::NoteLive(uint64_t bytes) {
  const uint64_t filled = live_.exchange(bytes) + allocated_.exchange(0);
  Plan(filled);
}

int64_t Pacer::SetPercent(int64_t percent) {
  const int64_t old = percent_.exchange(percent < 0 ? -1 : percent);
  Plan(0);
  return old;
}

uint64_t Pacer::SetLimit(uint64_t bytes) {
  const uint64_t old = pages.limit();
  pages.SetLimit(bytes);
  Plan(0);
  return old;
}

uint64_t Pacer::next() const {
  return live_.load(std::memory_order_relaxed) +
         budget_.load(std::memory_order_relaxed);
}

}  // namespace pagurus
