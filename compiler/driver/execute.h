#ifndef PAGURUS_COMPILER_DRIVER_EXECUTE_H_
#define PAGURUS_COMPILER_DRIVER_EXECUTE_H_

#include "compiler/driver/plan.h"

namespace pagurus {

// Carries out a plan, stopping at the first step that fails.  Returns the exit
// status; everything there is to say has been printed.
int Execute(const Plan& plan);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_EXECUTE_H_
