#include "compiler/machine/frame_slots.h"

#include <algorithm>
#include <utility>

#include "llvm/ADT/STLExtras.h"

namespace pagurus {

StackValue FrameSlots::Load(ByteRange range) const {
  StackValue value;
  for (const Slot& slot : slots_)
    if (slot.range.Overlaps(range)) value = pagurus::Join(value, slot.value);
  return value;
}

void FrameSlots::Store(ByteRange range, StackValue value) {
  if (range.begin >= range.end) return;
  llvm::SmallVector<Slot, 4> result;
  for (const Slot& slot : slots_) {
    const ByteRange before = {slot.range.begin,
                              std::min(slot.range.end, range.begin)};
    const ByteRange after = {std::max(slot.range.begin, range.end),
                             slot.range.end};
    if (before.begin < before.end) result.push_back({before, slot.value});
    if (after.begin < after.end) result.push_back({after, slot.value});
  }
  if (!value.clean()) {
    auto place = std::find_if(result.begin(), result.end(), [&](const Slot& s) {
      return s.range.begin >= range.end;
    });
    result.insert(place, {range, value});
  }
  slots_ = std::move(result);
}

void FrameSlots::MayStore(ByteRange range, StackValue value) {
  if (value.clean()) return;
  // Cut `range` at the bounds of what is there, piece by piece.
  int64_t at = range.begin;
  while (at < range.end) {
    ByteRange piece = {at, range.end};
    StackValue old;
    for (const Slot& slot : slots_) {
      if (slot.range.end <= at) continue;
      if (slot.range.begin <= at) {
        piece.end = std::min(piece.end, slot.range.end);
        old = slot.value;
      } else {
        piece.end = std::min(piece.end, slot.range.begin);
      }
      break;
    }
    Store(piece, pagurus::Join(old, value));
    at = piece.end;
  }
}

bool FrameSlots::Join(const FrameSlots& other) {
  bool changed = false;
  for (const Slot& slot : other.slots_) {
    // Not just Load: a range may be half there.
    bool covered = false;
    for (const Slot& mine : slots_)
      covered |= mine.range.Contains(slot.range) &&
                 pagurus::Join(mine.value, slot.value).kind == mine.value.kind;
    if (covered) continue;
    const llvm::SmallVector<Slot, 4> old = slots_;
    MayStore(slot.range, slot.value);
    changed |= !std::equal(old.begin(), old.end(), slots_.begin(), slots_.end(),
                           [](const Slot& a, const Slot& b) {
                             return a.range.begin == b.range.begin &&
                                    a.range.end == b.range.end &&
                                    a.value.kind == b.value.kind;
                           });
  }
  return changed;
}

void FrameSlots::Transform(llvm::function_ref<StackValue(StackValue)> change) {
  for (Slot& slot : slots_) slot.value = change(slot.value);
  llvm::erase_if(slots_, [](const Slot& slot) { return slot.value.clean(); });
}

}  // namespace pagurus
