// findfunc: from a code address to its function's stack map.
//
// Freestanding (libc only) and built once, at registration: a look-up takes
// no lock, allocates nothing and touches flat memory only, so that it works in
// the mover, in a signal handler and after a fault in malloc (I7).  It is
// O(1): a table over the text, one entry per 64 bytes, names the function to
// start from, and at most 64 functions begin in 64 bytes (in practice four).
//
//   text     |......64 bytes......|......64 bytes......|...
//   buckets  [ 7 ]                [ 8 ]                [ 8 ]
//               |                    |
//   funcs    ...[7][8][9]...   sorted by begin, a sentinel at the end
//   marks    into long safepoint blocks, see FindSafepoint (decode.h)
//
// RETURN ADDRESSES.  A call may be its function's last instruction (it calls
// a function that does not return), and its return address then belongs to
// whatever comes next.  A walk therefore looks up the byte before the return
// address: FindCaller(ret).  The outermost return address of a stack has no
// call before it: the function it names, the `top` function, begins with a
// one-byte nop, and the return address is its begin + 1.
#ifndef PAGURUS_STACKMAPS_INDEX_H_
#define PAGURUS_STACKMAPS_INDEX_H_

#include <stddef.h>
#include <stdint.h>

#include "stackmaps/decode.h"

namespace pagurus {

// More modules than these cannot be registered at one time.
inline constexpr size_t kMaxModules = 128;

// Validates a module's stack maps and makes its functions known.  The
// sections' bytes stay in use until it is unregistered.  Refuses bad tables
// (I10), and text that overlaps a registered module's: returns false, fills
// *error and registers nothing.  A module without managed text is accepted
// and needs no unregistering.  Any thread; not from a signal handler.
bool RegisterModule(const ModuleSections& sections, ErrorInfo* error);

// Forgets the module whose text begins at text_begin.  The caller knows that
// no frame of the module exists on any stack and that no look-up of an address
// in it is going on; look-ups of other addresses may run meanwhile.
bool UnregisterModule(uintptr_t text_begin, ErrorInfo* error);

// The function whose code contains pc, or null.  Async-signal-safe.
const FuncInfo* FindFunc(uintptr_t pc);

// The function that made the call which returns to ret, or null.
inline const FuncInfo* FindCaller(uintptr_t ret) { return FindFunc(ret - 1); }

// Which homes of `func` are live at the safepoint that returns to ret: sets
// bit i of bits[i/64] for home i and clears the others.  False if ret is not a
// safepoint of the function (or it has no homes) or bits[0..words) has no room
// for all its homes.  Reference homes: FindSafepoint (decode.h).
bool LiveHomes(const FuncInfo* func, uintptr_t ret, uint64_t* bits,
               unsigned words);

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_INDEX_H_
