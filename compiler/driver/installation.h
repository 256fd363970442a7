#ifndef PAGURUS_COMPILER_DRIVER_INSTALLATION_H_
#define PAGURUS_COMPILER_DRIVER_INSTALLATION_H_

#include <string>

#include "compiler/driver/plan.h"

namespace pagurus {

// The clang that reads source: $PAGURUS_CLANG, or LLVM 19's.
std::string FindClang();

// Finds the parts that lie beside `executable` (a real path) in the build's
// output tree:
//   compiler/driver/pagurus-cc
//   compiler/driver/include/pagurus.h
//   runtime/libpagurus.a
// $PAGURUS_RUNTIME and $PAGURUS_INCLUDE come first.
Installation FindInstallation(const std::string& executable);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_INSTALLATION_H_
