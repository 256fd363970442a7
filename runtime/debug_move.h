// What the debug switches add to a move.  Each is one step of CopyStack.
#ifndef PAGURUS_RUNTIME_DEBUG_MOVE_H_
#define PAGURUS_RUNTIME_DEBUG_MOVE_H_

#include "runtime/copystack.h"
#include "runtime/stack_alloc.h"

namespace pagurus {

// poison=1.  Fills what the frames, `used` bytes, will not fill, at most
// kPoisonWindow bytes of it.
void PoisonFreshStack(StackRange fresh, size_t used);
// Fills the used part of an old stack and kPoisonWindow bytes below it.
void PoisonOldStack(StackRange old, uintptr_t lowest);

// clobberdead=1.  Overwrites the homes that are not live, those of references
// too, in every frame.
void ClobberDeadHomes(const StackEnd& end, uintptr_t hi);

// verify=1.  Walks the moved stack again, by other code, and dies if a home, a
// stack argument or an entry register still holds an address in `old`, the
// used part of the old stack.
void VerifyMove(const G* g, const StackEnd& moved, uintptr_t hi,
                StackRange old);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_DEBUG_MOVE_H_
