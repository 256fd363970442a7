// Why a stack map was refused: a code for tests, a message for people.
// Freestanding: formatted in place, without allocation (I7, I10).
#ifndef PAGURUS_STACKMAPS_ERROR_H_
#define PAGURUS_STACKMAPS_ERROR_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

enum class MapError : uint8_t {
  kNone,
  kSectionSize,      // a section is not a whole number of records
  kMisaligned,       // a section or record is not aligned
  kTextRange,        // the text range is impossible
  kNoRecords,        // managed text without a single record
  kReservedBits,     // bits that this version does not define are set
  kVersion,          // version of a record is not ours
  kEmptyFunction,    // code size 0
  kOutsideText,      // function is not inside the managed text
  kOddSize,          // an offset or a size is not a multiple of the word
  kHomesOutside,     // homes do not lie inside the frame
  kStackArgs,        // stack-argument slots not ascending
  kTwoMeanings,      // an argument is a stack pointer and a reference
  kDuplicate,        // two records, or two blocks, for one function
  kOverlap,          // two functions' code overlaps
  kTruncated,        // a record or block runs past its section's end
  kUleb,             // a ULEB128 is longer than a safepoint's may be
  kUnknownFunction,  // safepoint block of a function without a record
  kNumHomes,         // safepoint block and frame record disagree
  kNoSafepoints,     // function with homes has no safepoint block
  kSafepointOrder,   // two safepoints at one address
  kSafepointRange,   // return address outside its function
  kFirstSame,        // first safepoint refers to a previous one
  kUnusedBits,       // live bits of homes that do not exist
  kTooMany,          // more functions or modules than the index holds
  kNoMemory,         // the system gave no memory for the index
  kModuleOverlap,    // module's text overlaps a registered module
  kNotRegistered,    // no such module
};

enum class MapSection : uint8_t { kNone, kFrames, kExt, kSafepoints };

struct ErrorInfo {
  MapError code = MapError::kNone;
  MapSection section = MapSection::kNone;
  uint64_t record = 0;    // index of the record or block in its section
  uintptr_t address = 0;  // address of the record or block
  char message[256] = {};
};

// Appends text and numbers to ErrorInfo::message; what does not fit is cut.
class ErrorWriter {
 public:
  // Starts the message with "SECTION: record N at 0xADDRESS: ".
  ErrorWriter(ErrorInfo* info, MapError code, MapSection section,
              uint64_t record, uintptr_t address);
  // An error that no single record is to blame for.
  ErrorWriter(ErrorInfo* info, MapError code);

  ErrorWriter& Text(const char* text);
  ErrorWriter& Dec(uint64_t value);
  ErrorWriter& Hex(uint64_t value);

 private:
  void Put(char c);

  ErrorInfo* info_;
  size_t length_ = 0;
};

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_ERROR_H_
