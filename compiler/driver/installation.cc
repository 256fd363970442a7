#include "compiler/driver/installation.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"

namespace pagurus {
namespace {

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string IfReadable(const std::string& path) {
  return access(path.c_str(), R_OK) == 0 ? path : "";
}

std::string Parent(const std::string& path) {
  size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

}  // namespace

std::string FindClang() {
  std::string clang = FromEnvironment("PAGURUS_CLANG");
  return clang.empty() ? "/usr/lib/llvm-19/bin/clang" : clang;
}

Installation FindInstallation(const std::string& executable) {
  Installation result;
  result.runtime = FromEnvironment("PAGURUS_RUNTIME");
  result.include_dir = FromEnvironment("PAGURUS_INCLUDE");
  std::string here = Parent(executable);
  if (result.runtime.empty()) {
    result.runtime =
        IfReadable(absl::StrCat(Parent(Parent(here)), "/runtime/libpagurus.a"));
  }
  if (result.include_dir.empty()) {
    result.include_dir = IfReadable(absl::StrCat(here, "/include"));
  }
  return result;
}

}  // namespace pagurus
