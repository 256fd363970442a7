// Reads and validates a module's stack maps into a form that owns its data:
// for tools and tests.  The runtime uses index.h; both refuse the same input
// because both use decode.h.
#ifndef PAGURUS_STACKMAPS_READER_H_
#define PAGURUS_STACKMAPS_READER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "stackmaps/decode.h"
#include "stackmaps/function_map.h"

namespace pagurus {

// The module's functions by address.  The error's message names the section,
// the record by index and address, and what is wrong with it.  The sections'
// bytes need no alignment here.
absl::StatusOr<std::vector<FunctionMap>> ReadMaps(
    const ModuleSections& sections);

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_READER_H_
