#include "compiler/driver/files.h"

#include <sys/stat.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

namespace pagurus {
namespace {

absl::Status WriteError(const std::string& path, std::error_code error) {
  return absl::UnavailableError(
      absl::StrCat("cannot write '", path, "': ", error.message()));
}

// Writes all of `content` to `fd` and closes it.
absl::Status WriteAndClose(int fd, bool close, const std::string& path,
                           absl::string_view content) {
  llvm::raw_fd_ostream stream(fd, close);
  stream << llvm::StringRef(content.data(), content.size());
  if (close) {
    stream.close();
  } else {
    stream.flush();
  }
  if (!stream.has_error()) return absl::OkStatus();
  std::error_code error = stream.error();
  stream.clear_error();  // or its destructor ends the process
  return WriteError(path, error);
}

}  // namespace

Temporaries::~Temporaries() {
  for (const std::string& path : paths_) {
    llvm::sys::fs::remove(path);
    llvm::sys::DontRemoveFileOnSignal(path);
  }
}

absl::StatusOr<std::string> Temporaries::Create(absl::string_view suffix) {
  llvm::SmallString<128> path;
  std::error_code error = llvm::sys::fs::createTemporaryFile(
      "pagurus", llvm::StringRef(suffix.data(), suffix.size()), path);
  if (error) return WriteError("temporary file", error);
  paths_.push_back(std::string(path));
  llvm::sys::RemoveFileOnSignal(path);
  return paths_.back();
}

absl::Status WriteOutput(const std::string& path, absl::string_view content) {
  if (path == "-") return WriteAndClose(1, /*close=*/false, path, content);
  struct stat existing;
  bool exists = stat(path.c_str(), &existing) == 0;
  int fd;
  if (exists && !S_ISREG(existing.st_mode)) {
    if (std::error_code error = llvm::sys::fs::openFileForWrite(
            path, fd, llvm::sys::fs::CD_OpenExisting)) {
      return WriteError(path, error);
    }
    return WriteAndClose(fd, /*close=*/true, path, content);
  }
  llvm::SmallString<128> model(path);
  model += ".%%%%%%.tmp";
  llvm::SmallString<128> temporary;
  // The mode a compiler's output has: what the umask leaves of 0666.
  if (std::error_code error = llvm::sys::fs::createUniqueFile(
          model, fd, temporary, llvm::sys::fs::OF_None, 0666)) {
    return WriteError(path, error);
  }
  llvm::sys::RemoveFileOnSignal(temporary);
  absl::Status status = WriteAndClose(fd, /*close=*/true, path, content);
  if (status.ok()) {
    if (std::error_code error = llvm::sys::fs::rename(temporary, path)) {
      status = WriteError(path, error);
    }
  }
  if (!status.ok()) llvm::sys::fs::remove(temporary);
  llvm::sys::DontRemoveFileOnSignal(temporary);
  return status;
}

}  // namespace pagurus
