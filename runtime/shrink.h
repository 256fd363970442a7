// Stacks become smaller again.
//
// Who looks at goroutines calls ShrinkStack for each: a collection, which looks
// at all of them anyway, or ShrinkStacks, which claims one after the other
// while the rest of the program runs.  shrink_policy.h says which stacks become
// smaller.  A stack that is moved is moved by copystack, as when it grows; a
// large one stays where it is and gives its memory back (large_stack.h).
//
// What cannot be moved at the moment is counted, by reason (Stats::shrink_...):
// it runs; it is in native code; it waits there as a thread; a signal has
// stopped it in a loop; somebody else moves it.
#ifndef PAGURUS_RUNTIME_SHRINK_H_
#define PAGURUS_RUNTIME_SHRINK_H_

#include <stddef.h>

#include "runtime/g.h"

namespace pagurus {

// Looks at g, and makes its stack smaller if too little of it is used; gives
// back what its pinned arena does not use.  True if the stack is smaller now.
//
// g is claimed by the caller (sched/claim.h), or the world is stopped.  The
// caller is an M, on a system stack; if it runs while others do, in a
// RuntimeScope, with signals blocked if it holds a claim.  Takes threads_lock
// if g runs, and locks of pools.
bool ShrinkStack(G* g);

// The same for every goroutine that can be claimed.  How many stacks have
// become smaller.  Any thread; not inside a RuntimeScope.
size_t ShrinkStacks();

// From sysmon: ShrinkStacks if PAGURUS=shrinkevery has passed since the last
// time and stacks have grown since then.  Returns when it wants to be called
// next, kNever if only after some stack has grown.
int64_t ShrinkIfDue(int64_t now);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SHRINK_H_
