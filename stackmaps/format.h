// The bytes of Pagurus's stack maps, version 2: docs/stackmap-format.md as
// structs and constants.  Header only and freestanding: compiler, runtime and
// tools include it.
//
//   pagurus_frames        pagurus_frames_ext        pagurus_safepoints
//   +--------------+      +----------------+        +-----------------+
//   | FrameRecord  |      | ExtRecord      |        | SafepointHeader |
//   | (8 bytes)    |      | (32 bytes)     |        | (16 bytes)      |
//   +--------------+      | stack args ... |        | stack refs ...  |
//   | FrameRecord  |      +----------------+        | ULEB, bits      |
//   +--------------+      | ExtRecord      |        | ULEB            |
//   | ...          |      | ...            |        | ...             |
//
// A function has a record of one of the two kinds, and a block in the third
// section if it has homes or holds heap references.  Each names its function by
// itself.
//
// Every reference is a signed 32-bit distance from the address of the field
// that holds it, so a linked module needs no dynamic relocation.
#ifndef PAGURUS_STACKMAPS_FORMAT_H_
#define PAGURUS_STACKMAPS_FORMAT_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// Section names are C identifiers, so the linker defines __start_ and __stop_
// symbols for them (and no linker folds or garbage-collects part of them).
inline constexpr char kTextSectionName[] = "pagurus_text";
inline constexpr char kFramesSectionName[] = "pagurus_frames";
inline constexpr char kExtSectionName[] = "pagurus_frames_ext";
inline constexpr char kSafepointsSectionName[] = "pagurus_safepoints";

// --- pagurus_frames ---------------------------------------------------------

// Of a function all of whose fields fit, which nearly all do.
struct FrameRecord {
  int32_t begin;   // function's first byte, relative to this field
  uint32_t shape;  // the ShapeFields below
};

// Bits of FrameRecord::shape.
struct ShapeField {
  unsigned shift;
  unsigned bits;

  constexpr uint32_t max() const { return (uint32_t{1} << bits) - 1; }
  constexpr uint32_t Get(uint32_t shape) const {
    return shape >> shift & max();
  }
  // `value` is at most max().
  constexpr uint32_t Put(uint32_t value) const { return value << shift; }
};

// Code size in 16-byte units, rounded up; never 0.
inline constexpr ShapeField kShapeSize16 = {0, 11};
// Frame size in words: at every call, CFA - 8 - SP.
inline constexpr ShapeField kShapeFrameWords = {11, 7};
// First home, in words above SP.
inline constexpr ShapeField kShapeHomesWord = {18, 4};
// Contiguous homes.
inline constexpr ShapeField kShapeNumHomes = {22, 3};
// EntryReg bits.
inline constexpr ShapeField kShapeEntryRegs = {25, 6};
inline constexpr uint32_t kShapeReserved = uint32_t{1} << 31;  // 0

// Argument registers that may point into the stack at the prologue check.
enum EntryReg : uint8_t {
  kEntryRdi = 1 << 0,
  kEntryRsi = 1 << 1,
  kEntryRdx = 1 << 2,
  kEntryRcx = 1 << 3,
  kEntryR8 = 1 << 4,
  kEntryR9 = 1 << 5,
};
inline constexpr unsigned kEntryRegCount = 6;
inline constexpr uint8_t kEntryRegMask = 0x3f;

inline constexpr uint32_t kCodeUnit = 16;  // of kShapeSize16
inline constexpr uint32_t kWordSize = 8;

// --- pagurus_frames_ext -----------------------------------------------------

// 8-byte aligned; n_stack_args x uint32_t follow (offsets from the CFA in
// bytes, strictly ascending), then zeros up to a multiple of 8.
struct ExtRecord {
  int32_t begin;          // function's first byte, relative to this field
  uint16_t version;       // kExtVersion
  uint16_t flags;         // ExtFlag bits
  uint32_t code_size;     // bytes, exact
  uint32_t frame_size;    // bytes, a multiple of 8
  uint32_t homes_offset;  // bytes above SP, a multiple of 8
  uint32_t nhomes;
  uint32_t entry_regs;  // EntryReg bits
  uint32_t n_stack_args;
};

inline constexpr uint16_t kExtVersion = 2;
inline constexpr size_t kExtAlign = 8;

enum ExtFlag : uint16_t {
  kExtTop = 1 << 0,  // first frame of a stack: the walk ends here
};
inline constexpr uint16_t kExtFlagMask = kExtTop;

// --- pagurus_safepoints -----------------------------------------------------

// Blocks are byte-packed: read this header with memcpy.  n_stack_refs x
// uint32_t follow (offsets from the CFA in bytes, strictly ascending), then the
// safepoints.
struct SafepointHeader {
  int32_t begin;  // as in the frame record, relative to this field
  uint8_t version;
  uint8_t entry_refs;     // EntryReg bits: they hold references at the check;
                          // and kUnmappedRefs
  uint16_t nhomes;        // as in the frame record
  uint16_t nrefs;         // reference homes, right behind the other homes
  uint16_t n_stack_refs;  // stack arguments that hold references
  uint32_t count;         // safepoints that follow
};

inline constexpr uint8_t kSafepointVersion = 2;
// In entry_refs: between safepoints registers hold references, which no map
// shows.  The function must not be stopped there.
inline constexpr uint8_t kUnmappedRefs = 0x80;
// A safepoint's ULEB128 is (32-bit delta << 1 | same): five bytes hold it.
inline constexpr unsigned kMaxSafepointUleb = 5;

static_assert(sizeof(FrameRecord) == 8 && alignof(FrameRecord) == 4);
static_assert(offsetof(FrameRecord, shape) == 4);
static_assert(
    kShapeSize16.shift == 0 && kShapeFrameWords.shift == kShapeSize16.bits &&
    kShapeHomesWord.shift == kShapeFrameWords.shift + kShapeFrameWords.bits &&
    kShapeNumHomes.shift == kShapeHomesWord.shift + kShapeHomesWord.bits &&
    kShapeEntryRegs.shift == kShapeNumHomes.shift + kShapeNumHomes.bits &&
    kShapeEntryRegs.Put(kShapeEntryRegs.max()) + kShapeEntryRegs.Put(1) ==
        kShapeReserved);
static_assert(kShapeEntryRegs.max() == kEntryRegMask);
static_assert(sizeof(ExtRecord) == 32);
static_assert(offsetof(ExtRecord, version) == 4);
static_assert(offsetof(ExtRecord, flags) == 6);
static_assert(offsetof(ExtRecord, code_size) == 8);
static_assert(offsetof(ExtRecord, frame_size) == 12);
static_assert(offsetof(ExtRecord, homes_offset) == 16);
static_assert(offsetof(ExtRecord, nhomes) == 20);
static_assert(offsetof(ExtRecord, entry_regs) == 24);
static_assert(offsetof(ExtRecord, n_stack_args) == 28);
static_assert(sizeof(SafepointHeader) == 16);
static_assert(offsetof(SafepointHeader, version) == 4);
static_assert(offsetof(SafepointHeader, entry_refs) == 5);
static_assert(offsetof(SafepointHeader, nhomes) == 6);
static_assert(offsetof(SafepointHeader, nrefs) == 8);
static_assert(offsetof(SafepointHeader, n_stack_refs) == 10);
static_assert(offsetof(SafepointHeader, count) == 12);

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_FORMAT_H_
