// What the passes of DecodeModule share; nobody else includes it.
#ifndef PAGURUS_STACKMAPS_DECODE_INTERNAL_H_
#define PAGURUS_STACKMAPS_DECODE_INTERNAL_H_

#include <stddef.h>
#include <stdint.h>

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

// Decodes frame record `i` into *f and checks what can be checked of one
// function alone.
bool DecodeFrame(const ModuleSections& sections, size_t i, FuncInfo* f,
                 ErrorInfo* error);

// Attaches every safepoint block to its function of the sorted funcs[0 .. n).
bool AttachSafepoints(const ModuleSections& sections, FuncInfo* funcs, size_t n,
                      ErrorInfo* error);

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_DECODE_INTERNAL_H_
