// Moving a goroutine's stack.
#ifndef PAGURUS_RUNTIME_COPYSTACK_H_
#define PAGURUS_RUNTIME_COPYSTACK_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/g.h"
#include "stackmaps/index.h"

namespace pagurus {

// Where a stack that is to be moved ends, on the young side.
struct StackEnd {
  uintptr_t* saved_sp;  // where the address of its youngest byte is kept
  uintptr_t pc;         // of the youngest whole frame, and its SP
  uintptr_t sp;
  // A function at its prologue check, which has no frame yet, or null: its
  // CFA is `sp`, its arguments are in *registers.
  const FuncInfo* entry;
  SaveArea* registers;
};

// The end of g's stack at a failed prologue check whose registers are in *area.
StackEnd EndAtCheck(const G* g, SaveArea* area);

// The same at a poll: the function has its frame.
StackEnd EndAtPoll(SaveArea* area);

// The end of a parked goroutine's stack.
StackEnd ParkedEnd(G* g);

// Bytes that a stack must have for what is on g's, at `end`, to go on there:
// frames, one that is about to be made, and the reserve below it (I5).
size_t NeededBytes(const G* g, const StackEnd& end);

// Moves g's stack to a new one of `new_size` bytes, in which it fits, and
// frees the old one.  Corrects *end.saved_sp as well.  False without memory,
// and nothing has changed.
// Runs on another stack; takes no lock, does not use the heap (I7).
bool MoveStack(G* g, size_t new_size, const StackEnd& end);

// The same; without memory the process dies.
void CopyStack(G* g, size_t new_size, const StackEnd& end);

// Gives g's stack another size where it is (large_stack.h); false if it does
// not lie where that can be done.
bool ResizeInPlace(G* g, size_t new_size, const StackEnd& end);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_COPYSTACK_H_
