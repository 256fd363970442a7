// The bytes of Pagurus's stack maps, version 1: docs/stackmap-format.md as
// structs and constants.  Header only and freestanding: compiler, runtime and
// tools include it.
//
//   pagurus_frames             pagurus_frames_ext        pagurus_safepoints
//   +--------------+           +----------------+        +-----------------+
//   | FrameRecord  |--begin--> |                |        | SafepointHeader |
//   | (12 bytes)   |  function |                |        | (12 bytes)      |
//   +--------------+           |                |        | ULEB, bits      |
//   | FrameRecord  |--ext----> | ExtRecord      |        | ULEB            |
//   | (extended)   |           | stack args ... |        | ULEB, bits      |
//   +--------------+           +----------------+        +-----------------+
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

// One per function.  With kEntryExtended in `entry` the record is read as an
// ExtendedFrameRecord.
struct FrameRecord {
  int32_t begin;         // function's first byte, relative to this field
  uint16_t size16;       // code size in 16-byte units, rounded up; never 0
  uint16_t frame_words;  // frame size in words: at every call, CFA - 8 - SP
  uint16_t homes_word;   // first home, in words above SP
  uint8_t nhomes;        // contiguous homes
  uint8_t entry;         // EntryReg bits
};

struct ExtendedFrameRecord {
  int32_t begin;    // as above
  int32_t ext;      // the function's ExtRecord, relative to this field
  uint8_t zero[3];  // 0
  uint8_t entry;    // kEntryExtended
};

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
inline constexpr uint8_t kEntryReserved = 0x40;
inline constexpr uint8_t kEntryExtended = 0x80;

inline constexpr uint32_t kCodeUnit = 16;  // of FrameRecord::size16
inline constexpr uint32_t kWordSize = 8;

// --- pagurus_frames_ext -----------------------------------------------------

// 8-byte aligned; n_stack_args x uint32_t follow (offsets from the CFA in
// bytes, strictly ascending), then zeros up to a multiple of 8.
struct ExtRecord {
  uint16_t version;       // kExtVersion
  uint16_t flags;         // ExtFlag bits
  uint32_t code_size;     // bytes, exact
  uint32_t frame_size;    // bytes, a multiple of 8
  uint32_t homes_offset;  // bytes above SP, a multiple of 8
  uint32_t nhomes;
  uint32_t entry_regs;  // EntryReg bits
  uint32_t n_stack_args;
};

inline constexpr uint16_t kExtVersion = 1;
inline constexpr size_t kExtAlign = 8;

enum ExtFlag : uint16_t {
  kExtTop = 1 << 0,  // first frame of a stack: the walk ends here
};
inline constexpr uint16_t kExtFlagMask = kExtTop;

// --- pagurus_safepoints -----------------------------------------------------

// Blocks are byte-packed: read this header with memcpy.
struct SafepointHeader {
  int32_t begin;  // as in the frame record, relative to this field
  uint8_t version;
  uint8_t reserved;  // 0
  uint16_t nhomes;   // as in the frame record
  uint32_t count;    // safepoints that follow
};

inline constexpr uint8_t kSafepointVersion = 1;
// A safepoint's ULEB128 is (32-bit delta << 1 | same): five bytes hold it.
inline constexpr unsigned kMaxSafepointUleb = 5;

static_assert(sizeof(FrameRecord) == 12 && alignof(FrameRecord) == 4);
static_assert(offsetof(FrameRecord, size16) == 4);
static_assert(offsetof(FrameRecord, frame_words) == 6);
static_assert(offsetof(FrameRecord, homes_word) == 8);
static_assert(offsetof(FrameRecord, nhomes) == 10);
static_assert(offsetof(FrameRecord, entry) == 11);
static_assert(sizeof(ExtendedFrameRecord) == sizeof(FrameRecord));
static_assert(offsetof(ExtendedFrameRecord, ext) == 4);
static_assert(offsetof(ExtendedFrameRecord, entry) ==
              offsetof(FrameRecord, entry));
static_assert(sizeof(ExtRecord) == 28);
static_assert(offsetof(ExtRecord, code_size) == 4);
static_assert(offsetof(ExtRecord, frame_size) == 8);
static_assert(offsetof(ExtRecord, homes_offset) == 12);
static_assert(offsetof(ExtRecord, nhomes) == 16);
static_assert(offsetof(ExtRecord, entry_regs) == 20);
static_assert(offsetof(ExtRecord, n_stack_args) == 24);
static_assert(sizeof(SafepointHeader) == 12);
static_assert(offsetof(SafepointHeader, version) == 4);
static_assert(offsetof(SafepointHeader, nhomes) == 6);
static_assert(offsetof(SafepointHeader, count) == 8);

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_FORMAT_H_
