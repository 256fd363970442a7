// Decoding and validation of stack maps, shared by the runtime's index
// (index.h) and by the tools' reader (reader.h), so that they cannot disagree
// about what is valid.  Freestanding: needs neither the heap nor the C++
// runtime library.
#ifndef PAGURUS_STACKMAPS_DECODE_H_
#define PAGURUS_STACKMAPS_DECODE_H_

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "stackmaps/error.h"
#include "stackmaps/format.h"

namespace pagurus {

// A section's bytes, and the address that they have, or will have, when the
// module runs.  In a running module data and address are the same.
struct SectionView {
  const uint8_t* data = nullptr;
  size_t size = 0;
  uintptr_t address = 0;
};

// A module's managed text [text_begin, text_end) and its maps.
struct ModuleSections {
  uintptr_t text_begin = 0;
  uintptr_t text_end = 0;
  SectionView frames;
  SectionView ext;
  SectionView safepoints;
};

enum FuncFlag : uint8_t {
  kFuncTop = 1 << 0,  // first frame of a stack: the walk ends here (I4)
  // See FuncInfo::holds_references.
  kFuncHoldsReferences = 1 << 1,
  // Decoded from a FrameRecord: `size` was rounded up to 16 bytes and then
  // cut at the next function's begin or the text's end.
  kFuncSizeRounded = 1 << 7,
};

// A place inside a long safepoint block from which decoding can go on.
struct SafepointMark {
  uint32_t return_offset;  // of the safepoint right before it
  uint32_t position;       // from the block's begin to the next safepoint
  uint32_t bits;           // from the block's begin to the bits that hold
};
inline constexpr uint32_t kSafepointsPerMark = 8;

// What the mover and the scanner need to know about one function.
//
//   CFA + stack_args[i]  ->  argument slot      (caller's outgoing area)
//   CFA - 8              ->  return address
//   SP + frame_size      =   CFA - 8
//   SP + homes_offset    ->  home 0, home 1, ... home nhomes-1,
//                            reference home 0, ... reference home nrefs-1
//   SP                       at every call      (I3)
//
// A cache line, because a scan of many goroutines visits them at random.
struct FuncInfo {
  uintptr_t begin;             // first byte (where pointers to it lead)
  uint32_t size;               // bytes of code
  uint32_t frame_size;         // bytes
  uint32_t homes_offset;       // bytes above SP
  uint32_t nhomes;             // words
  uint8_t entry_regs;          // EntryReg bits
  uint8_t flags;               // FuncFlag bits
  uint8_t entry_refs;          // EntryReg bits: heap references
  uint16_t nrefs;              // reference homes, words
  uint16_t n_stack_refs;       // see StackRef
  uint32_t n_stack_args;       // entries of stack_args
  const uint32_t* stack_args;  // bytes above the CFA; null if there are none
  const uint8_t* safepoints;   // SafepointHeader of its block, or null
  const SafepointMark* marks;  // of a long block, or null: see FindSafepoint

  // False for a function that never has a heap reference in its frame or its
  // registers: it has no polls, and may be stopped between any two
  // instructions.
  bool holds_references() const { return (flags & kFuncHoldsReferences) != 0; }
  // Bytes above the CFA of the stack argument number i < n_stack_refs that
  // holds a reference at the function's entry.
  uint32_t StackRef(uint32_t i) const {
    uint32_t offset;
    memcpy(&offset, safepoints + sizeof(SafepointHeader) + i * sizeof offset,
           sizeof offset);
    return offset;
  }
};
static_assert(sizeof(FuncInfo) == 64);

// Number of functions of the module, as far as its records can be told apart;
// a record that runs past its section counts.
size_t CountFunctions(const ModuleSections& sections);

// Decodes and validates all three sections into funcs[0 .. CountFunctions),
// sorted by address, disjoint, inside the text.  The FuncInfos point into the
// sections' bytes.  On bad input returns false and fills *error; funcs then
// holds nothing of use.  Does not allocate.
bool DecodeModule(const ModuleSections& sections, FuncInfo* funcs,
                  ErrorInfo* error);

// The bits of the safepoint of `func` that returns to `ret`: bit i%8 of byte
// i/8 is home i for i < nhomes, and reference home i - nhomes behind these.
// Null if there is no such safepoint.  Async-signal-safe.
//
// Decodes at most kSafepointsPerMark safepoints if the function has its marks
// (from FindFunc it has), else all.
const uint8_t* FindSafepoint(const FuncInfo* func, uintptr_t ret);

inline bool SafepointBit(const uint8_t* bits, uint32_t i) {
  return (bits[i / 8] >> (i % 8) & 1) != 0;
}

// Marks that a function needs whose block lists `count` safepoints.
inline uint32_t MarksFor(uint32_t count) {
  return count == 0 ? 0 : (count - 1) / kSafepointsPerMark;
}
// Writes the marks of a validated block to marks[0 .. MarksFor(its count)).
void FillMarks(const uint8_t* block, SafepointMark* marks);

// Iterates over the safepoints of one block:
//
//   SafepointCursor cursor(block);
//   while (cursor.Next()) use(cursor.return_offset(), cursor.bits());
class SafepointCursor {
 public:
  // `block` has been validated (FuncInfo::safepoints).
  explicit SafepointCursor(const uint8_t* block)
      : SafepointCursor(block, SIZE_MAX) {}
  // `block` has at least a whole header; at most `available` bytes are read.
  SafepointCursor(const uint8_t* block, size_t available);

  // Steps to the next safepoint; false at the end and on malformed bytes.
  bool Next();

  // kNone, or why Next() returned false before the end.
  MapError error() const { return error_; }

  const SafepointHeader& header() const { return header_; }
  // Of the current safepoint: return address minus the function's begin.
  uint64_t return_offset() const { return return_offset_; }
  // Offset number i < header().n_stack_refs, once error() is kNone.
  uint32_t StackRef(uint32_t i) const {
    uint32_t offset;
    memcpy(&offset, block_ + sizeof(SafepointHeader) + i * sizeof offset,
           sizeof offset);
    return offset;
  }
  // Bytes of live bits as of FindSafepoint; bits_size() bytes.
  const uint8_t* bits() const { return bits_; }
  size_t bits_size() const {
    return (uint32_t{header_.nhomes} + header_.nrefs + 7) / 8;
  }
  // First byte that has not been read; at the end, the next block.
  const uint8_t* position() const { return position_; }

 private:
  bool Fail(MapError error) {
    error_ = error;
    return false;
  }

  SafepointHeader header_;
  const uint8_t* block_;
  const uint8_t* position_;
  size_t available_;
  uint32_t done_ = 0;
  uint64_t return_offset_ = 0;
  const uint8_t* bits_ = nullptr;
  MapError error_ = MapError::kNone;
};

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_DECODE_H_
