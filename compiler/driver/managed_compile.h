// One source file, or one module of IR, through clang and our compiler.
#ifndef PAGURUS_COMPILER_DRIVER_MANAGED_COMPILE_H_
#define PAGURUS_COMPILER_DRIVER_MANAGED_COMPILE_H_

#include <string>

#include "compiler/driver/files.h"
#include "compiler/driver/plan.h"

namespace pagurus {

// How clang is run, and whether to show the commands.
struct Clang {
  std::string program;
  bool verbose = false;
};

// Carries out a kCompile action, its file names already real.  Returns the
// exit status; everything there is to say has been printed.
int RunCompile(const Action& action, const Clang& clang);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_MANAGED_COMPILE_H_
