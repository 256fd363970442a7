// A goroutine's frames for people, and fatal errors that show them.
//
//   goroutine 7 [chan receive]:
//     consume at worker.c:41
//     main at worker.c:60
//   created by start at worker.c:17
//
// docs/when-things-go-wrong.md describes the format.  No allocation, no lock
// (I7).
#ifndef PAGURUS_RUNTIME_TRACEBACK_TRACEBACK_H_
#define PAGURUS_RUNTIME_TRACEBACK_TRACEBACK_H_

#include <stdint.h>

#include "runtime/g.h"
#include "runtime/print.h"
#include "runtime/traceback/frames.h"
#include "stackmaps/index.h"

namespace pagurus {

// Prints the frames of g, which the calling thread runs, youngest first; of a
// deep stack the two ends.  `entry`: a function that has no frame yet, or null.
void PrintTrace(const G* g, uintptr_t pc, uintptr_t sp, const FuncInfo* entry);

// What the calling thread does: its goroutine, or if it runs none the thread
// itself, from these registers on.
void PrintCurrent(Printer* out, const Registers& registers, bool interrupted);

// The lines of a trace, for who has a DumpScope.  The runtime's own functions
// are left out, except the youngest if `show_first`.
void PrintFrames(Printer* out, const FrameList& frames, bool show_first);

// A walk that cannot go on (I4): names PC and symbol, and dies.
[[noreturn]] void FatalWalk(const G* g, const char* what, uintptr_t pc,
                            uintptr_t sp);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_TRACEBACK_H_
