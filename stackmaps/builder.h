// Writes stack maps without LLVM: for a code generator of one's own (a JIT, a
// small compiler, tests).
//
//   MapBuilder builder;
//   absl::Status status = builder.Add({.begin = code, .size = 64, ...});
//   TableSizes sizes = builder.sizes();      // place the three sections
//   absl::StatusOr<Tables> tables = builder.Build(begin, end, addresses);
//
// What it builds DecodeModule accepts.
#ifndef PAGURUS_STACKMAPS_BUILDER_H_
#define PAGURUS_STACKMAPS_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "stackmaps/decode.h"
#include "stackmaps/function_map.h"

namespace pagurus {

struct TableSizes {
  size_t frames = 0;
  size_t ext = 0;
  size_t safepoints = 0;
};

// Where the sections will be when the module runs.
struct TableAddresses {
  uint64_t frames = 0;  // a multiple of 4
  uint64_t ext = 0;     // a multiple of 8
  uint64_t safepoints = 0;
};

// The bytes of the three sections.  `ext` is words: it must be aligned.
struct Tables {
  std::vector<uint8_t> frames;
  std::vector<uint64_t> ext;
  std::vector<uint8_t> safepoints;

  // View for the reader and the index.  Points into this object.
  ModuleSections Sections(uint64_t text_begin, uint64_t text_end,
                          const TableAddresses& addresses) const;
};

class MapBuilder {
 public:
  // Adds a function, in any order of addresses.  Refuses what the format
  // cannot say or a reader would not believe.
  absl::Status Add(FunctionMap function);

  // Sizes of the sections with the functions added so far: known before the
  // sections have addresses.
  TableSizes sizes() const;

  // Encodes all functions.  Refuses distances that 32 bits do not reach and
  // whatever is wrong between functions (overlap, two for one address).
  absl::StatusOr<Tables> Build(uint64_t text_begin, uint64_t text_end,
                               const TableAddresses& addresses) const;

 private:
  std::vector<FunctionMap> functions_;
};

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_BUILDER_H_
