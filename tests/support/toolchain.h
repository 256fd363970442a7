// The compilers under test and the reference, as tests see them: black boxes
// found through flags that Bazel passes (--cc=, --runtime=, --root=) or, when a
// test binary is run by hand in the checkout, bin/pagurus-cc.
#ifndef PAGURUS_TESTS_SUPPORT_TOOLCHAIN_H_
#define PAGURUS_TESTS_SUPPORT_TOOLCHAIN_H_

#include <string>
#include <vector>

#include "tests/support/process.h"

namespace pagurus {

// Every debug mode that the runtime has; the stack moves at each check.
inline constexpr char kAllDebugModes[] =
    "stressmove=1,poison=1,faultonfree=1,clobberdead=1,verify=1";

struct Toolchain {
  std::string root;     // the source tree (or its runfiles)
  std::string cc, cxx;  // Pagurus's drivers
  std::string runtime;  // the runtime's archive; empty: the driver finds it
  std::string scratch;  // a private directory, removed at exit

  // `argv` preceded by Pagurus's driver.
  Command Pagurus(bool cplusplus, std::vector<std::string> argv) const;
  // `argv` preceded by plain clang, with goroutines of its own.
  Command Reference(bool cplusplus, std::vector<std::string> argv) const;
  // A fresh directory under `scratch`.
  std::string MakeDirectory(const std::string& name) const;
};

// Reads the flags and removes them from argv.  Call once, before GoogleTest's
// own initialisation needs the list of files.
void InitToolchain(int* argc, char** argv);
const Toolchain& TheToolchain();

// Files in `directory` (relative to the root) that end in one of `suffixes`,
// sorted, as names without the directory.  Empty lists are a test's error.
std::vector<std::string> ListFiles(const std::string& directory,
                                   const std::vector<std::string>& suffixes);

std::string ReadFile(const std::string& path);

// The words after "// KEY: " in a test program's first comment lines; each
// occurrence of the key adds words.  Double quotes group.
std::vector<std::string> Directive(const std::string& source,
                                   const std::string& key);

// A number from the runtime's "pagurus-stats: {...}" line on stderr; −1 if
// there is none.
long Statistic(const std::string& err, const std::string& name);

// Line-wise difference, shortened, for messages.
std::string Difference(const std::string& expected, const std::string& actual);

// "name_O2" of ("name.c", "-O2"): what GoogleTest accepts.
std::string TestName(const std::string& file, const std::string& flags);

}  // namespace pagurus

#endif  // PAGURUS_TESTS_SUPPORT_TOOLCHAIN_H_
