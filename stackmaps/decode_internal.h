// What the passes of DecodeModule share; nobody else includes it.
#ifndef PAGURUS_STACKMAPS_DECODE_INTERNAL_H_
#define PAGURUS_STACKMAPS_DECODE_INTERNAL_H_

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "stackmaps/decode.h"

namespace pagurus {

// The address that a PC-relative field at `field` refers to.
inline uintptr_t Target(uintptr_t field, int32_t distance) {
  return field + static_cast<uintptr_t>(static_cast<intptr_t>(distance));
}

inline uintptr_t FrameRecordAddress(const ModuleSections& sections, size_t i) {
  return sections.frames.address + i * sizeof(FrameRecord);
}

inline bool BeginsBefore(const FuncInfo& a, const FuncInfo& b) {
  return a.begin < b.begin;
}

// The extended records, one behind the other:
//
//   for (ExtCursor c(sections); c.more(); c.Next()) use(c.offset());
class ExtCursor {
 public:
  explicit ExtCursor(const ModuleSections& sections) : ext_(sections.ext) {}

  bool more() const { return offset_ < ext_.size; }
  void Next() {
    offset_ += size() < room() ? size() : room();
    ++index_;
  }

  size_t index() const { return index_; }
  size_t offset() const { return offset_; }
  uintptr_t address() const { return ext_.address + offset_; }
  const uint8_t* bytes() const { return ext_.data + offset_; }
  // From this record on to the section's end.
  size_t room() const { return ext_.size - offset_; }
  bool has_header() const { return room() >= sizeof(ExtRecord); }
  // has_header(): the record without its stack arguments.
  ExtRecord header() const {
    ExtRecord record;
    memcpy(&record, bytes(), sizeof record);
    return record;
  }
  // What it says it takes, which may be more than room().
  size_t size() const {
    if (!has_header()) return sizeof(ExtRecord);
    const size_t used =
        sizeof(ExtRecord) + size_t{header().n_stack_args} * sizeof(uint32_t);
    return (used + kExtAlign - 1) & ~(kExtAlign - 1);
  }

 private:
  const SectionView& ext_;
  size_t index_ = 0;
  size_t offset_ = 0;
};

// Decodes frame record `i` into *f and checks what can be checked of one
// function alone.
bool DecodeFrame(const ModuleSections& sections, size_t i, FuncInfo* f,
                 ErrorInfo* error);

// The same for an extended record.
bool DecodeExtended(const ModuleSections& sections, const ExtCursor& record,
                    FuncInfo* f, ErrorInfo* error);

// Attaches every safepoint block to its function of the sorted funcs[0 .. n).
bool AttachSafepoints(const ModuleSections& sections, FuncInfo* funcs, size_t n,
                      ErrorInfo* error);

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_DECODE_INTERNAL_H_
