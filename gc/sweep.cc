#include "gc/sweep.h"

#include <sched.h>

#include <atomic>

#include "gc/cache.h"
#include "gc/kind.h"
#include "gc/pages.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

// In the lists, or out of them and not done yet.
constinit std::atomic<uint64_t> unswept{0};
// Kind that SweepSome looks at.
constinit std::atomic<uint32_t> next_kind{0};

// Spans that are swept, for a page that the OS would have to give, at most.
constexpr uint32_t kSpansBeforeGrowing = 32;

void PoisonFree(Span* s) {
  for (uint32_t i = 0; i < s->cells; ++i) {
    // What was free and poisoned already has to be so still.
    if (TestBit(s->live_bits(), i)) continue;
    auto* words = reinterpret_cast<uint64_t*>(s->AddressOf(i));
    for (size_t w = 0; w < s->cell_bytes / 8; ++w) words[w] = kPoison;
  }
  s->poisoned = true;
}

// Returns how many cells are live.
uint32_t Sweep(Span* s) {
  Marks* marks = s->marks();
  uint64_t* live = s->live_bits();
  uint32_t n = 0;
  for (uint32_t i = 0; i < s->bit_words; ++i) {
    live[i] = marks[i].by_markers | marks[i].beside;
    marks[i] = {};
    n += static_cast<uint32_t>(__builtin_popcountll(live[i]));
  }
  s->zero = false;
  s->poisoned = false;
  if (switches.poison != 0 && s->magic != 0) PoisonFree(s);
  return n;
}

void NoteSwept() { unswept.fetch_sub(1, std::memory_order_release); }

Span* PopUnswept(Kind* kind) {
  // Without the lock first: most kinds have none.
  if (kind->unswept.empty()) return nullptr;
  Locked locked(&kind->lock);
  return kind->unswept.Pop();
}

// While one span is out of its list.
class Hand {
 public:
  explicit Hand(Sweeper who)
      : entered_(who == Sweeper::kOutside ? LockToEnter() : nullptr) {
    if (entered_ != nullptr) Enter(entered_);
  }
  ~Hand() {
    if (entered_ != nullptr) Leave(entered_);
  }
  Hand(const Hand&) = delete;
  Hand& operator=(const Hand&) = delete;

 private:
  Lock* const entered_;
};

// Puts a swept span where it belongs; returns the pages that have become free.
size_t PutAway(Kind* kind, Span* s, uint32_t live) {
  const size_t n = s->pages;
  if (live == 0) {
    pages.Free(s);
    return n;
  }
  Locked locked(&kind->lock);
  (live < s->cells ? kind->partial : kind->full).Push(s);
  return 0;
}

// Sweeps a span of the kind, and adds the pages that have become free to
// *freed; false if there is none.
bool SweepOne(Kind* kind, Sweeper who, size_t* freed) {
  if (kind->unswept.empty()) return false;
  const Hand hand(who);
  Span* s = PopUnswept(kind);
  if (s == nullptr) return false;
  *freed += PutAway(kind, s, Sweep(s));
  NoteSwept();
  return true;
}

// Sweeps up to n spans; if there were so many.
bool SweepSome(uint32_t n, Sweeper who) {
  size_t freed = 0;
  while (n != 0) {
    const uint32_t i = next_kind.load(std::memory_order_relaxed);
    if (i >= n_kinds.load(std::memory_order_acquire)) return false;
    Kind* kind = kinds[i];
    if (kind == nullptr || !SweepOne(kind, who, &freed)) {
      uint32_t expected = i;
      next_kind.compare_exchange_strong(expected, i + 1);
      continue;
    }
    --n;
  }
  return true;
}

Span* NewSpan(const Kind* kind) {
  const uint32_t cells = kind->cells_per_span;
  Span* s = NewPages(kind->span_pages, static_cast<uint16_t>((cells + 63) / 64),
                     Sweeper::kEntered);
  if (s == nullptr) return nullptr;
  s->kind = kinds[kind->index];
  s->cell_bytes = kind->cell;
  s->mask = kind->mask;
  s->pattern = kind->pattern;
  s->has_references = kind->has_references;
  s->magic = CellMagic(kind->cell);
  s->cells = cells;
  pages.Publish(s);
  return s;
}

}  // namespace

uint64_t UnsweptSpans() { return unswept.load(std::memory_order_acquire); }

Span* SpanWithFreeCells(Kind* kind) {
  {
    Locked locked(&kind->lock);
    Span* s = kind->partial.Pop();
    if (s != nullptr) return s;
  }
  while (Span* s = PopUnswept(kind)) {
    const uint32_t live = Sweep(s);
    NoteSwept();
    if (live < s->cells) return s;
    Locked locked(&kind->lock);
    kind->full.Push(s);
  }
  return NewSpan(kind);
}

Span* NewPages(size_t n, uint16_t bit_words, Sweeper who) {
  Span* s = pages.Alloc(n, bit_words, /*grow=*/false);
  if (s != nullptr) return s;
  if (SweepSome(kSpansBeforeGrowing, who)) {
    s = pages.Alloc(n, bit_words, false);
    if (s != nullptr) return s;
  }
  s = pages.Alloc(n, bit_words, true);
  if (s != nullptr || UnsweptSpans() == 0) return s;
  FinishSweep(who);
  return pages.Alloc(n, bit_words, true);
}

void SweepLarge(size_t n) {
  size_t freed = 0;
  while (freed < n && SweepOne(kinds[0], Sweeper::kOutside, &freed)) {
  }
}

void FinishSweep(Sweeper who) {
  while (UnsweptSpans() != 0) {
    if (SweepSome(UINT32_MAX, who)) continue;
    // What is left others have; or a kind was found empty, and skipped, by who
    // looked at it just before BeginSweep.
    next_kind.store(0);
    sched_yield();
  }
}

void SweepCached(Span* span) { Sweep(span); }

// Large objects are allocated, and swept before, by who has not entered: so
// each kind's spans are counted before anybody can take one.
void BeginSweep() {
  const uint32_t end = n_kinds.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < end; ++i) {
    Kind* kind = kinds[i];
    if (kind == nullptr) continue;
    Locked locked(&kind->lock);
    kind->unswept.Append(&kind->full);
    kind->unswept.Append(&kind->partial);
    unswept.fetch_add(kind->unswept.size);
  }
  next_kind.store(0);
}

}  // namespace pagurus
