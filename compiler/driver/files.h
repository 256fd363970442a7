// Files the driver writes: temporaries that never outlive it, and outputs that
// appear whole or not at all.
#ifndef PAGURUS_COMPILER_DRIVER_FILES_H_
#define PAGURUS_COMPILER_DRIVER_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pagurus {

// Removes its files when it goes, or when a signal ends the process.
class Temporaries {
 public:
  Temporaries() = default;
  Temporaries(const Temporaries&) = delete;
  Temporaries& operator=(const Temporaries&) = delete;
  ~Temporaries();

  // Makes an empty file in the system's folder for temporary files.
  absl::StatusOr<std::string> Create(absl::string_view suffix);

 private:
  std::vector<std::string> paths_;
};

// Writes `content` to `path`: to the standard output for "-", through to what
// is not a regular file (/dev/null), and otherwise into a new file beside
// `path` that then takes its place.
absl::Status WriteOutput(const std::string& path, absl::string_view content);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_FILES_H_
