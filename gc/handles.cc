// A handle is a slot's number and the slot's generation, which goes on when the
// slot is freed: a handle that is used after that is found out.
//
//   handle   | generation: 32 | slot + 1: 32 |      odd while it is in use
#include "gc/metadata.h"
#include "gc/tables.h"
#include "runtime/print.h"

namespace pagurus {
namespace {

struct Slot {
  uintptr_t word;  // the reference, or the number of the next free slot
  uint32_t generation;
};

constexpr uint32_t kNone = UINT32_MAX;

constinit Vector<Slot> slots;
constinit uint32_t first_free = kNone;
constinit uint64_t count = 0;

Slot& SlotOf(pag_handle handle) {
  const uint64_t i = (handle & UINT32_MAX) - 1;
  if (i >= slots.size() || slots[i].generation != handle >> 32 ||
      (slots[i].generation & 1) == 0) {
    Fatal("a handle that has been freed, or that is none");
  }
  return slots[i];
}

}  // namespace

pag_handle NewHandle(uintptr_t object) {
  if (first_free == kNone) {
    if (slots.size() == kNone - 1) Fatal("too many handles");
    first_free = static_cast<uint32_t>(slots.size());
    slots.Push({kNone, 0});
  }
  const uint32_t i = first_free;
  Slot& slot = slots[i];
  first_free = static_cast<uint32_t>(slot.word);
  slot.word = object;
  ++slot.generation;
  ++count;
  return uint64_t{slot.generation} << 32 | (i + uint64_t{1});
}

uintptr_t HandleObject(pag_handle handle) { return SlotOf(handle).word; }

void SetHandle(pag_handle handle, uintptr_t object) {
  Slot& slot = SlotOf(handle);
  Shade(slot.word);
  slot.word = object;
}

void FreeHandle(pag_handle handle) {
  Slot& slot = SlotOf(handle);
  Shade(slot.word);
  // Of a slot that has come to its last generation nothing will be told apart.
  if (++slot.generation == 0) {
    slot.word = 0;
  } else {
    slot.word = first_free;
    first_free = static_cast<uint32_t>(handle - 1);
  }
  --count;
}

uint64_t HandleCount() { return count; }

void MarkHandles(bool stopped, Marker* marker) {
  WalkTable(
      stopped, +[] { return slots.size(); },
      [marker](size_t i) {
        if ((slots[i].generation & 1) != 0) marker->Mark(slots[i].word);
      });
}

}  // namespace pagurus
