// Decoding and validation of stack maps, shared by the runtime's index
// (index.h) and by the tools' reader (reader.h), so that they cannot disagree
// about what is valid.  Freestanding: needs neither the heap nor the C++
// runtime library.
#ifndef PAGURUS_STACKMAPS_DECODE_H_
#define PAGURUS_STACKMAPS_DECODE_H_

#include <stddef.h>
#include <stdint.h>

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
  // Decoded from a FrameRecord: `size` was rounded up to 16 bytes and then
  // cut at the next function's begin or the text's end.
  kFuncSizeRounded = 1 << 7,
};

// What the mover and the scanner need to know about one function.
//
//   CFA + stack_args[i]  ->  argument slot      (caller's outgoing area)
//   CFA - 8              ->  return address
//   SP + frame_size      =   CFA - 8
//   SP + homes_offset    ->  home 0, home 1, ... home nhomes-1
//   SP                       at every call      (I3)
struct FuncInfo {
  uintptr_t begin;             // first byte (where pointers to it lead)
  uint32_t size;               // bytes of code
  uint32_t frame_size;         // bytes
  uint32_t homes_offset;       // bytes above SP
  uint32_t nhomes;             // words
  uint8_t entry_regs;          // EntryReg bits
  uint8_t flags;               // FuncFlag bits
  uint32_t n_stack_args;       // entries of stack_args
  const uint32_t* stack_args;  // bytes above the CFA; null if there are none
  const uint8_t* safepoints;   // SafepointHeader of its block, or null
};

// Number of functions of the module, as far as its records can be told apart;
// a record that runs past its section counts.
size_t CountFunctions(const ModuleSections& sections);

// Decodes and validates all three sections into funcs[0 .. CountFunctions),
// sorted by address, disjoint, inside the text.  The FuncInfos point into the
// sections' bytes.  On bad input returns false and fills *error; funcs then
// holds nothing of use.  Does not allocate.
bool DecodeModule(const ModuleSections& sections, FuncInfo* funcs,
                  ErrorInfo* error);

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
  // Bytes of live bits, bit i%8 of byte i/8 for home i; bits_size() bytes.
  const uint8_t* bits() const { return bits_; }
  size_t bits_size() const { return (header_.nhomes + 7u) / 8u; }
  // First byte that has not been read; at the end, the next block.
  const uint8_t* position() const { return position_; }

 private:
  bool Fail(MapError error) {
    error_ = error;
    return false;
  }

  SafepointHeader header_;
  const uint8_t* position_;
  size_t available_;
  uint32_t done_ = 0;
  uint64_t return_offset_ = 0;
  const uint8_t* bits_ = nullptr;
  MapError error_ = MapError::kNone;
};

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_DECODE_H_
