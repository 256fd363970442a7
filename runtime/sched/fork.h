// fork.
//
// The child has one thread, the one that forked, and of the goroutines only the
// one that this thread ran: the others' stacks are copies that nobody will run,
// and what they had (a mutex, a place in a channel) stays taken.  As with
// threads, such a child should soon call exec or _exit; it may start goroutines
// of its own.
//
// fork waits until the world runs, and until a collector that marks meanwhile
// has come to its cycle's end: the child has not got its threads.  Forks that
// wait for that come before the next cycle: whoever stops the world while
// nobody marks lets them go first.
#ifndef PAGURUS_RUNTIME_SCHED_FORK_H_
#define PAGURUS_RUNTIME_SCHED_FORK_H_

#include "runtime/sched/lock.h"

namespace pagurus {

// Makes fork safe beside other threads.  Called before the first of them.
void WatchForks();

// What has too many locks to take them all: `stop` keeps everybody but the
// caller out of it, and waits for those who are inside; `go` lets them go on.
// Both are called with none of the runtime's locks held, perhaps several times
// for one fork,
// because they come before it is known whether that can be now: who is stopped
// may be waited for by who stops the world.  In the child `go_in_child` is
// called instead: locks may be held by threads that were about to find that
// they have to wait, and are gone.
struct ForkStop {
  void (*stop)();
  void (*go)();
  void (*go_in_child)();
};
// For as long as the process lives.  By one caller, once.  For one that has
// prepare handlers which run before ours, and may wait for who stops the world:
// RefuseForkByStopper first.
void StopAroundForks(const ForkStop* around);

// Dies if the calling thread has stopped the world: those that a fork waits for
// wait for it.
void RefuseForkByStopper();

// If a fork waits for the end of a cycle.
bool ForksWait();
// Waits for those forks, unless somebody marks.  In native code, with no lock
// held and the world running, or stopped by somebody else.
void LetForksGo();

// For each global lock: taken around a fork, so that what it guards is whole
// in the child.
#define PAG_HOLD_ACROSS_FORK(lock)                                        \
  [[gnu::used, gnu::retain,                                               \
    gnu::section(                                                         \
        "pag_fork_locks")]] static ::pagurus::Lock* const pag_fork_lock = \
      &(lock)

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_FORK_H_
