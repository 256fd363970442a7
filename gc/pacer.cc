#include "gc/pacer.h"

#include "gc/pages.h"

namespace pagurus {

constinit Pacer pacer;

namespace {

uint64_t TimesOver(uint64_t a, uint64_t b, uint64_t c) {
  const unsigned __int128 result = static_cast<unsigned __int128>(a) * b / c;
  return result > UINT64_MAX / 4 ? UINT64_MAX / 4
                                 : static_cast<uint64_t>(result);
}

}  // namespace

void Pacer::Init(int64_t percent, uint64_t limit, bool concurrent) {
  concurrent_ = concurrent;
  percent_.store(percent);
  pages.SetLimit(limit);
  Plan(0);
}

void Pacer::Plan(uint64_t filled) {
  const uint64_t live = live_.load();
  const uint64_t marked = marked_.load();
  const int64_t percent = percent_.load();
  uint64_t budget = UINT64_MAX / 4;
  if (percent >= 0) {
    budget = TimesOver(marked, static_cast<uint64_t>(percent), 100);
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
  const uint64_t headroom = concurrent_ ? Headroom(marked, budget) : 0;
  trigger_.store(budget - headroom);
  overrun_.store(concurrent_ ? budget + budget / 8 : UINT64_MAX);
  // As much more than its objects as the heap took when this one was due.
  const uint64_t most = live + (percent < 0 ? live / 2 : budget);
  const uint64_t used = pages.used_bytes();
  uint64_t spans = most;
  if (used > filled && filled != 0) {
    const uint64_t by_ratio = TimesOver(most, used, filled);
    spans = by_ratio < 2 * most ? by_ratio : 2 * most;
  }
  pages.SetGoal(spans + spans / 10 + (uint64_t{1} << 20));
}

uint64_t Pacer::Headroom(uint64_t marked, uint64_t budget) const {
  const uint64_t expected = TimesOver(marked, rate_.load(), kOne) / 4 * 5;
  const uint64_t least = budget / 16;
  const uint64_t most = budget / 10 * 3;
  return expected < least ? least : expected < most ? expected : most;
}

void Pacer::StartMarking() {
  const uint64_t allocated = allocated_.load();
  const uint64_t budget = budget_.load();
  allocated_at_start_.store(allocated);
  // Asked for early, it has the more room; due late, some all the same.
  const uint64_t room = budget > allocated ? budget - allocated : 0;
  const uint64_t least = budget / 16;
  to_allocate_.store((room < least ? least : room) + 1);
}

uint64_t Pacer::Behind(uint64_t marked) const {
  const uint64_t start = allocated_at_start_.load(std::memory_order_relaxed);
  const uint64_t now = allocated_.load(std::memory_order_relaxed);
  if (now <= start) return 0;
  // As much as the last one; or, if that is not all, whatever was there when
  // this one began.
  uint64_t to_mark = marked_.load(std::memory_order_relaxed);
  if (marked > to_mark) {
    to_mark = live_.load(std::memory_order_relaxed) + start;
  }
  const uint64_t expected = TimesOver(
      to_mark, now - start, to_allocate_.load(std::memory_order_relaxed));
  const uint64_t most = expected < to_mark ? expected : to_mark;
  return most > marked ? most - marked : 0;
}

// As it would have been without assists, when marking would have taken longer,
// and without waiting, when more would have been allocated.
void Pacer::NoteRate(uint64_t marked, uint64_t allocated, uint64_t by_assists,
                     uint64_t waited, uint64_t ns) {
  if (!concurrent_ || marked <= kLeastBudget / 4) return;
  const uint64_t rate = TimesOver(allocated, kOne, marked);
  const uint64_t alone = marked > by_assists ? marked - by_assists : 0;
  const uint64_t ran = ns > waited ? ns - waited : 0;
  // No more than four times as much, of each.
  const uint64_t longer =
      TimesOver(rate, marked, alone < marked / 4 ? marked / 4 : alone);
  rate_.store(TimesOver(longer, ns + 1, (ran < ns / 4 ? ns / 4 : ran) + 1));
}

void Pacer::NoteLive(uint64_t marked, uint64_t by_assists, uint64_t waited,
                     uint64_t ns) {
  const uint64_t allocated = allocated_.exchange(0);
  const uint64_t filled = live_.load() + allocated;
  const uint64_t meanwhile = allocated - allocated_at_start_.load();
  NoteRate(marked, meanwhile, by_assists, waited, ns);
  marked_.store(marked);
  live_.store(marked + meanwhile);
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
