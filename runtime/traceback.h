// A goroutine's frames for people, and fatal errors that show them.
#ifndef PAGURUS_RUNTIME_TRACEBACK_H_
#define PAGURUS_RUNTIME_TRACEBACK_H_

#include <stdint.h>

#include "runtime/g.h"
#include "stackmaps/index.h"

namespace pagurus {

// Prints the frames of g, youngest first; of a deep stack the two ends.
// `entry`: a function that has no frame yet, or null.  No allocation (I7).
void PrintTrace(const G* g, uintptr_t pc, uintptr_t sp, const FuncInfo* entry);

// A walk that cannot go on (I4): names PC and symbol, and dies.
[[noreturn]] void FatalWalk(const G* g, const char* what, uintptr_t pc,
                            uintptr_t sp);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_H_
