// Memory for goroutine stacks.
//
// Sizes are powers of two.  Tops are congruent modulo 1 KiB, so that tests of
// an address's low bits give the same answer after a move.  Small stacks are
// carved from spans (stack_spans.h), and each P keeps some free ones; large
// ones lie in ranges where they can grow (large_stack.h), of which each P keeps
// some, too.  Of what is free a bounded amount is kept.
// The debug modes take every stack from a range that is never used again
// (fresh_range.h).
#ifndef PAGURUS_RUNTIME_STACK_ALLOC_H_
#define PAGURUS_RUNTIME_STACK_ALLOC_H_

#include <stddef.h>
#include <stdint.h>

#include "arch/x86_64/offsets.h"

namespace pagurus {

struct StackRange {
  uintptr_t lo = 0;
  uintptr_t hi = 0;
  size_t size() const { return hi - lo; }
};

// Tops are multiples of this.
inline constexpr size_t kStackAlign = PAG_STACK_TOP_ALIGN;
inline constexpr size_t kMinStack = 1024;

// Fills of PAGURUS=poison=1.  None of them is a canonical address.
inline constexpr uintptr_t kPoisonFresh = 0xf5e5f5e5f5e5f5e5;
inline constexpr uintptr_t kPoisonFreed = 0xdededededededede;
inline constexpr uintptr_t kPoisonDeadHome = 0xdead40e0dead40e0;
// Poisoning a stack of megabytes at every move would take all the time there
// is: this much below SP is filled.
inline constexpr size_t kPoisonWindow = 16384;

// A stack of `size` bytes, a power of two >= kMinStack; {0, 0} without memory.
StackRange AllocStack(size_t size);

// Takes it back.  The caller runs on another stack (I9).
void FreeStack(StackRange stack);

// Gives the memory of free stacks back to the system, but for the few small
// ones that Ps have at hand: after a pass that has made stacks smaller.
void ReleaseFreeStacks();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_STACK_ALLOC_H_
