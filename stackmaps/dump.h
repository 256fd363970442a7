// Stack maps as text for people: `pagurus maps FILE`.
#ifndef PAGURUS_STACKMAPS_DUMP_H_
#define PAGURUS_STACKMAPS_DUMP_H_

#include <string>

#include "absl/status/statusor.h"
#include "stackmaps/elf_maps.h"

namespace pagurus {

struct DumpOptions {
  bool functions = true;    // a line per function
  bool safepoints = false;  // under it a line per return address
};

// Validates the maps and describes them.  The last line is the summary: bytes
// of each section and their share of the managed text.
absl::StatusOr<std::string> DumpMaps(const ElfMaps& maps,
                                     const DumpOptions& options);

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_DUMP_H_
