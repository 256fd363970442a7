// The frame verifier's memory: what each byte of a frame holds.
#ifndef PAGURUS_COMPILER_MACHINE_FRAME_SLOTS_H_
#define PAGURUS_COMPILER_MACHINE_FRAME_SLOTS_H_

#include <cstdint>

#include "compiler/machine/stack_value.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace pagurus {

// A range of bytes, by their offsets from the CFA.
struct ByteRange {
  int64_t begin;
  int64_t end;  // exclusive

  bool Contains(ByteRange other) const {
    return begin <= other.begin && other.end <= end;
  }
  bool Overlaps(ByteRange other) const {
    return begin < other.end && other.begin < end;
  }
};

// Byte-accurate: a four-byte store over half of a pointer leaves the other half
// as it was.  Only ranges that are not clean take up room, and a function has
// few of them at any time.
class FrameSlots {
 public:
  struct Slot {
    ByteRange range;
    StackValue value;
  };

  // The join of all bytes in `range`.
  StackValue Load(ByteRange range) const;

  // All bytes of `range` hold `value` now.
  void Store(ByteRange range, StackValue value);

  // Some bytes of `range` may hold `value` now.
  void MayStore(ByteRange range, StackValue value);

  // Joins `other` into this, byte by byte.  True if that changed anything.
  bool Join(const FrameSlots& other);

  // Replaces each value by `change(value)`.
  void Transform(llvm::function_ref<StackValue(StackValue)> change);

  // What is not clean, by ascending offset, without overlaps.
  llvm::ArrayRef<Slot> slots() const { return slots_; }

 private:
  llvm::SmallVector<Slot, 4> slots_;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_FRAME_SLOTS_H_
