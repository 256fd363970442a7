// One function's stack map in a form that owns its data: what the builder
// takes and the reader gives.
#ifndef PAGURUS_STACKMAPS_FUNCTION_MAP_H_
#define PAGURUS_STACKMAPS_FUNCTION_MAP_H_

#include <cstdint>
#include <vector>

namespace pagurus {

struct Safepoint {
  uint32_t return_offset = 0;  // return address minus the function's begin
  std::vector<bool> live;      // one per home
  std::vector<bool> refs;      // one per reference home

  bool operator==(const Safepoint&) const = default;
};

struct FunctionMap {
  uint64_t begin = 0;         // address of the first byte
  uint32_t size = 0;          // bytes of code
  uint32_t frame_size = 0;    // bytes: at every call, CFA - 8 - SP (I3)
  uint32_t homes_offset = 0;  // bytes from SP to the first home
  uint32_t nhomes = 0;        // contiguous words
  uint8_t entry_regs = 0;     // EntryReg bits
  // Heap references: homes behind the others, argument registers, and bytes
  // from the CFA to argument slots, strictly ascending.
  uint32_t nrefs = 0;
  uint8_t entry_refs = 0;
  std::vector<uint32_t> stack_refs;
  bool unmapped_refs = false;  // registers hold some between safepoints
  bool top = false;            // first frame of a stack (I4)
  // Bytes from the CFA to each argument slot that may point into the stack,
  // strictly ascending.
  std::vector<uint32_t> stack_args;
  // By return address, strictly ascending.
  std::vector<Safepoint> safepoints;

  // The reader's: the record is not an extended one, and its size may be up to
  // 15 bytes too large.
  bool size_rounded = false;

  bool operator==(const FunctionMap&) const = default;
};

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_FUNCTION_MAP_H_
