#include "gc/mark.h"

#include <sched.h>

#include "arch/cpu.h"
#include "gc/pages.h"

namespace pagurus {
namespace {

// Objects are followed in pieces of so many bytes, for several threads to take
// part.
constexpr size_t kPiece = size_t{16} << 10;
// Of entries.
constexpr uintptr_t kPieceTag = 1;
constexpr uintptr_t kEdgeTag = 2;
constexpr uintptr_t kTags = 7;
// Edges that a cell with a mask has at most.
constexpr size_t kMostEdges = 64;
// Objects that are followed between two looks for threads without work.
constexpr uint32_t kBetweenShares = 64;
// Marked bytes that the pacer may not know of yet.
constexpr uint64_t kUncounted = uint64_t{64} << 10;

uintptr_t Load(uintptr_t address) {
  return __atomic_load_n(reinterpret_cast<uintptr_t*>(address),
                         __ATOMIC_RELAXED);
}

// What marking the object that `word` leads to touches.
inline void PrefetchMark(const PageMap& map, uintptr_t word) {
  const auto span = reinterpret_cast<uintptr_t>(map.SpanAt(word));
  __builtin_prefetch(reinterpret_cast<void*>(span + offsetof(Span, begin)));
  __builtin_prefetch(reinterpret_cast<void*>(span + sizeof(Span)));
}

// Sets bit `bit` of *word, by a locked instruction; if it was not.
inline bool SetLocked(uint64_t* word, uint64_t bit) {
  return (__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit) == 0;
}

// Sets the mark of cell i; if it was not.
inline bool SetMark(Marks* marks, uint32_t i, Marker::Who who) {
  Marks* m = &marks[i / 64];
  const uint64_t bit = uint64_t{1} << (i % 64);
  const uint64_t old = __atomic_load_n(&m->by_markers, __ATOMIC_RELAXED);
  if (((old | __atomic_load_n(&m->beside, __ATOMIC_RELAXED)) & bit) != 0) {
    return false;
  }
  if (who == Marker::kBeside) return SetLocked(&m->beside, bit);
  if (who == Marker::kOneOfMany) return SetLocked(&m->by_markers, bit);
  __atomic_store_n(&m->by_markers, old | bit, __ATOMIC_RELAXED);
  return true;
}

}  // namespace

bool MarkBeside(Span* span, uint32_t cell) {
  return SetMark(span->marks(), cell, Marker::kBeside);
}

// --- Marker: its gray objects ---

// There is room for the edges of a cell with a mask.
inline void Marker::RoomForEdges() {
  if (current_ == nullptr || n_ > GrayChunk::kEntries - kMostEdges) MoreRoom();
}

// Not a branch, which would be foretold wrongly for every other leaf of a tree.
inline void Marker::PushEdge(const PageMap& map, uintptr_t word) {
  current_->entries[n_] = (word & ~kTags) | kEdgeTag;
  n_ += word - map.base < map.reserved ? 1 : 0;
}

inline void Marker::PushGray(uintptr_t entry) {
  if (n_ == GrayChunk::kEntries || current_ == nullptr) MoreRoom();
  current_->entries[n_++] = entry;
}

// The next entry, or 0 if there is none here nor among those that are shared.
inline uintptr_t Marker::PopGray() {
  if (n_ == 0 && (!(spare_full_ || work_->HasGray()) || !MoreGray())) return 0;
  return current_->entries[--n_];
}

// --- Marker: marking ---

// The cell's entry, if it has been marked now and has references, else 0.
inline __attribute__((always_inline)) uintptr_t
Marker::MarkWord(Span* s, uintptr_t word) {
  if (s == nullptr) return 0;
  const uint32_t cell = s->CellAt(word);
  if (cell >= s->cells) return 0;
  if (!SetMark(s->marks(), cell, who_)) return 0;
  bytes_ += s->cell_bytes;
  ++objects_;
  if (!s->has_references) return 0;
  const uintptr_t object = s->AddressOf(cell);
  return s->cell_bytes <= kPiece ? object : object | kPieceTag;
}

void Marker::Mark(uintptr_t word) {
  const uintptr_t entry = MarkWord(pages.SpanAt(word), word);
  if (entry != 0) PushGray(entry);
}

// Of a cell with a pattern, or a piece of one.
void Marker::ScanPattern(const Span* s, uintptr_t entry) {
  const PageMap map = pages.map();
  uintptr_t begin = entry & ~kPieceTag;
  const uintptr_t object = s->AddressOf(s->CellAt(begin));
  size_t bytes = object + (s->cell_bytes & ~size_t{7}) - begin;
  if (begin != entry && bytes > kPiece) {
    bytes = kPiece;
    PushGray((begin + kPiece) | kPieceTag);
  }
  ForEachReference(s->pattern, begin, begin - object, bytes,
                   [this, &map](uintptr_t place) {
                     RoomForEdges();
                     PushEdge(map, Load(place));
                   });
}

// Of a marked object of this span, or a piece of one.
inline __attribute__((always_inline)) void Marker::Scan(const PageMap& map,
                                                        const Span* s,
                                                        uintptr_t entry) {
  if (s->pattern != nullptr) return ScanPattern(s, entry);
  RoomForEdges();
  for (uint64_t mask = s->mask; mask != 0; mask &= mask - 1) {
    PushEdge(map,
             Load(entry + 8 * static_cast<uintptr_t>(__builtin_ctzll(mask))));
  }
}

inline __attribute__((always_inline)) void Marker::Follow(const PageMap& map,
                                                          uintptr_t entry) {
  Span* s = map.SpanAt(entry);
  if ((entry & kTags) == kEdgeTag) entry = MarkWord(s, entry);
  if (entry != 0) Scan(map, s, entry);
}

void Marker::MarkReferencesOf(uintptr_t object) {
  const Span* s = pages.SpanAt(object);
  if (!s->has_references) return;
  Scan(pages.map(), s, s->cell_bytes <= kPiece ? object : object | kPieceTag);
}

// The objects that edges lead to instead of the edges, if they have not been
// marked; all else stays.
void Marker::Settle(GrayChunk* chunk) {
  constexpr size_t kAhead = 16;
  const PageMap map = pages.map();
  const size_t n = chunk->n;
  size_t kept = 0;
  for (size_t i = 0; i < n; ++i) {
    if (i + kAhead < n) PrefetchMark(map, chunk->entries[i + kAhead]);
    uintptr_t entry = chunk->entries[i];
    if ((entry & kTags) == kEdgeTag) entry = MarkWord(map.SpanAt(entry), entry);
    if (entry != 0) chunk->entries[kept++] = entry;
  }
  chunk->n = kept;
}

// What following it touches first.
inline void Marker::Prefetch(const PageMap& map, uintptr_t entry) {
  __builtin_prefetch(reinterpret_cast<void*>(entry));
  PrefetchMark(map, entry);
}

// Of the fifo; n entries have been followed.
void Marker::PutBack(const uintptr_t* fifo, uint32_t first, uint32_t filled) {
  for (; filled != 0; --filled) PushGray(fifo[(first + filled - 1) % kFifo]);
}

// Returns when n entries have been followed (true), or nothing is gray here.
bool Marker::DrainOwn(uint64_t n) {
  const PageMap map = pages.map();
  uintptr_t fifo[kFifo];
  uint32_t first = 0;
  uint32_t filled = 0;
  uint32_t scans = 0;
  for (;;) {
    while (filled < kFifo) {
      const uintptr_t entry = PopGray();
      if (entry == 0) break;
      Prefetch(map, entry);
      fifo[(first + filled++) % kFifo] = entry;
    }
    if (filled == 0) return false;
    if (n-- == 0) {
      PutBack(fifo, first, filled);
      return true;
    }
    Follow(map, fifo[first]);
    first = (first + 1) % kFifo;
    --filled;
    if (!shared_ || ++scans % kBetweenShares != 0) continue;
    if (bytes_ >= kUncounted) Report();
    if ((work_->idle_.load(std::memory_order_relaxed) != 0 ||
         work_->missed_.load(std::memory_order_relaxed)) &&
        !work_->HasGray()) {
      work_->missed_.store(false, std::memory_order_relaxed);
      Share();
    }
  }
}

bool Marker::DrainSome(uint32_t n) {
  const bool more = DrainOwn(n);
  if (!more) work_->AskForGray();
  return more;
}

// Who counts as idle has nothing gray and has seen nothing to share.  Only who
// is not idle makes something gray, so when all are, that was the end (of what
// markers have).
void Marker::Drain() {
  for (;;) {
    DrainOwn(UINT64_MAX);
    Report();
    work_->idle_.fetch_add(1);
    for (uint32_t turns = 0;; ++turns) {
      if (work_->idle_.load() == work_->markers_) {
        DropChunk(current_);
        DropChunk(spare_);
        current_ = spare_ = nullptr;
        n_ = 0;
        return;
      }
      if (work_->HasGray()) break;
      if (turns < 100) {
        CpuRelax();
      } else {
        sched_yield();
      }
    }
    work_->idle_.fetch_sub(1);
  }
}

}  // namespace pagurus
