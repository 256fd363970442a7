// Large stacks, which grow and shrink where they are.
//
// A stack of more than 32 KiB lies at the top of a range of addresses that is
// reserved as a whole, readable and writable, but has no memory where nothing
// was written (MAP_NORESERVE).  To grow is to move the guard:
//
//     begin                                                        end
//     | reserved, no memory | given up | in use by frames | Range |
//                           ^          ^                  ^
//                           lo         SP                 hi = end - 1 KiB
//     <---------------------- capacity ------------------->
//                           <--------- size --------------->
//
//     grow:    lo = hi - 2 * size.  No copy, no walk over the frames
//     shrink:  lo = hi - size / 2 (or less), and the memory below the new lo
//              goes back to the system
//
// Only lo and the guard change, so no pointer has to be corrected.  (Protecting
// what is reserved would make two mappings of each stack, of which a process
// may have 65,530, and a system call of each growth.)
//
// A range's capacity is 16 MiB at first; a stack that outgrows it moves, by its
// pages if it can, into one of 64 times its size, at most maxstack: so twice in
// its life at most.  What all ranges reserve together is bounded, and a system
// that refuses a reservation (RLIMIT_AS, vm.overcommit_memory=2) is asked for
// the size alone: such a stack grows by copying, as small ones do.  So do all
// with PAGURUS=inplace=0.
#ifndef PAGURUS_RUNTIME_LARGE_STACK_H_
#define PAGURUS_RUNTIME_LARGE_STACK_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/stack_alloc.h"

namespace pagurus {

// Capacity of the first range; of all ranges together.
inline constexpr size_t kFirstReserve = size_t{16} << 20;
inline constexpr size_t kMostReserved = size_t{16} << 40;
// By how much a later range is larger than its first stack.
inline constexpr size_t kReserveFactor = 64;
// Stacks that use less are copied: to move pages costs some system calls.
inline constexpr size_t kRemapAt = size_t{1} << 20;

// If the stack lies in a range of this kind.
bool IsLarge(StackRange stack);

// A stack of `size` bytes, a power of two; {0, 0} without memory.
StackRange AllocLarge(size_t size);
// Takes it back.  Some of the memory is kept for the next one: by the caller's
// P (large_cache.h), or for all.
void FreeLarge(StackRange stack);
// Gives what is kept back to the system, what Ps keep, too.
void ReleaseFreeLarge();

// The stack, which the caller owns, may grow to `size` bytes where it is, and
// is to be taken for that large from now on; false if its range ends before.
bool GrowLarge(StackRange stack, size_t size);
// It has `size` bytes from now on, fewer than before: the rest's memory goes
// back to the system.
void ShrinkLarge(StackRange stack, size_t size);

// If MovePages may be tried: the used part of `old`, `used` bytes, is worth it.
bool CanMovePages(StackRange old, StackRange fresh, size_t used);
// Moves the memory of `old` from `lowest` to the top to the same distance from
// fresh.hi, without copying it, and frees what remains of old: its range is no
// more.  False if the system refuses, and nothing has changed.
bool MovePages(StackRange old, StackRange fresh, uintptr_t lowest);

// Address space reserved at present, in bytes.
size_t ReservedBytes();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_LARGE_STACK_H_
