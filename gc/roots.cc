// Global variables with references, as the program has registered them.
#include "gc/pattern.h"
#include "gc/slot_table.h"
#include "gc/tables.h"
#include "runtime/print.h"

namespace pagurus {
namespace {

struct Range {
  const pag_type* type;
  size_t n;
};

constinit SlotTable<Range> ranges;

// Calls f for each word in objects first to last - 1 that is a reference.
template <typename F>
void ForEachWord(uintptr_t begin, const Range& range, size_t first, size_t last,
                 F f) {
  const pag_type* type = range.type;
  for (size_t i = first; i < last; ++i) {
    for (size_t w = 0; w < type->size / 8; ++w) {
      if ((type->refs[w / 64] >> (w % 64) & 1) == 0) continue;
      f(__atomic_load_n(
          reinterpret_cast<uintptr_t*>(begin + i * type->size + 8 * w),
          __ATOMIC_RELAXED));
    }
  }
}

// Where a walk over the words of all ranges is: it gives up the lock in the
// middle of large ones.
struct Walk {
  size_t slot;
  size_t object;

  // About so many bytes of the slot's range; false if that was its end.
  bool Piece(Marker* marker) {
    constexpr size_t kBytes = size_t{16} << 10;
    const auto& s = ranges.slot(slot);
    if (s.key == 0 || s.value.type->refs == nullptr) return false;
    const size_t size = s.value.type->size;
    size_t last = object + 1 + (size == 0 ? kBytes : kBytes / size);
    if (last > s.value.n) last = s.value.n;
    ForEachWord(s.key, s.value, object, last,
                [marker](uintptr_t word) { marker->Mark(word); });
    object = last;
    return last < s.value.n;
  }
};

}  // namespace

void AddRoots(void* begin, const pag_type* type, size_t n) {
  const auto key = reinterpret_cast<uintptr_t>(begin);
  if (begin == nullptr || key % 8 != 0) {
    Fatal("pag_add_roots of a place that is null or not aligned to 8 bytes");
  }
  if (n > 1 && type->refs != nullptr && type->size % 8 != 0) {
    Fatal("an array of a type with references whose size is no multiple of 8");
  }
  if (ranges.Find(key) != nullptr) {
    Fatal("pag_add_roots of a place that has been added already");
  }
  ranges.Add(key, {type, n});
}

void RemoveRoots(void* begin) {
  const auto key = reinterpret_cast<uintptr_t>(begin);
  const Range* range = begin == nullptr ? nullptr : ranges.Find(key);
  if (range == nullptr) {
    Fatal("pag_remove_roots of a place that has not been added");
  }
  if (range->type->refs != nullptr)
    ForEachWord(key, *range, 0, range->n, Shade);
  ranges.Remove(key);
}

// A range that takes another's slot in the middle of the walk may be visited
// from its middle on: it was added after the cycle's beginning, and need not be
// visited at all.
void MarkRegisteredRoots(bool stopped, Marker* marker) {
  for (Walk walk = {0, 0};;) {
    if (!stopped) Enter(&tables_lock);
    const bool done = walk.slot >= ranges.slots();
    const bool more = !done && walk.Piece(marker);
    if (!stopped) Leave(&tables_lock);
    if (done) return;
    if (!more) walk = {walk.slot + 1, 0};
  }
}

}  // namespace pagurus
