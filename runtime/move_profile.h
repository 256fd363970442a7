// PAGURUS=profilemoves=1: how long stacks move, and whose.  And for a trace,
// what each move did.
//
// Stacks grow because of what some function of the program needs, and for
// whoever looks for it the function that the goroutine began with is a good
// hint.  A program that does not ask pays two loads and branches per resize.
#ifndef PAGURUS_RUNTIME_MOVE_PROFILE_H_
#define PAGURUS_RUNTIME_MOVE_PROFILE_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/g.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/switches.h"
#include "runtime/trace/trace.h"

namespace pagurus {

// What the calling M had counted when a resize began.
struct MoveProbe {
  int64_t began;  // 0: nobody asks, and the rest is not set
  uint64_t moves, grows, shrinks, bytes_copied, frames, pointers_rewritten;
  size_t size;  // of the stack
};

void BeginAskedProbe(MoveProbe* probe, const G* g);
void EndAskedProbe(const MoveProbe& probe, const G* g);

// May change at any time (pag_profile_moves).
inline bool MovesAreMeasured() {
  return __atomic_load_n(&switches.profilemoves, __ATOMIC_RELAXED) != 0;
}

// Around each resize or move of g's stack, on the M that does it.  What is left
// in between by siglongjmp is not counted.
inline void BeginProbe(MoveProbe* probe, const G* g) {
  probe->began = 0;
  if (__builtin_expect(MovesAreMeasured(), 0) || Tracing()) {
    BeginAskedProbe(probe, g);
  }
}
inline void EndProbe(const MoveProbe& probe, const G* g) {
  if (__builtin_expect(probe.began != 0, 0)) EndAskedProbe(probe, g);
}

// Fills entries[0, n) and returns how many functions there are.  Any thread.
size_t FunctionMoves(pag_function_moves* entries, size_t n);

// `"functions": {"NAME": {...}, ...}`, JSON.
void PrintFunctionMoves(Printer* out);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_MOVE_PROFILE_H_
