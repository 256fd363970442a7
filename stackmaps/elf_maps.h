// The stack maps of an ELF file: an executable, a shared object or one
// relocatable object (whose relocations are applied as a linker would, with
// made-up addresses).
#ifndef PAGURUS_STACKMAPS_ELF_MAPS_H_
#define PAGURUS_STACKMAPS_ELF_MAPS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "stackmaps/decode.h"

namespace pagurus {

// One of the four sections, all of that name put together.
struct ElfSection {
  std::vector<uint8_t> bytes;
  uint64_t address = 0;
};

struct ElfMaps {
  bool relocatable = false;  // addresses are made up
  ElfSection text;
  ElfSection frames;
  ElfSection ext;
  ElfSection safepoints;
  // Functions in managed text by address, one name each (without a suffix
  // such as .pag if there is one without).
  std::map<uint64_t, std::string> names;

  // View for ReadMaps.  Points into this object.
  ModuleSections Sections() const;
};

// `contents`: the file.  An error says what is not understood; a file without
// managed code is one.
absl::StatusOr<ElfMaps> LoadElfMaps(const std::string& contents);

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_ELF_MAPS_H_
