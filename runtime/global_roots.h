// The program's variables that hold heap references: the compiler lists them in
// the section pagurus_roots (docs/stackmap-format.md).
#ifndef PAGURUS_RUNTIME_GLOBAL_ROOTS_H_
#define PAGURUS_RUNTIME_GLOBAL_ROOTS_H_

#include "runtime/roots.h"

namespace pagurus {

// Visits the references in them.  The world is stopped.
void VisitGlobals(const RootVisitor& visit);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_GLOBAL_ROOTS_H_
