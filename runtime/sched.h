// The scheduler's seam: everything that the rest of the runtime knows of it.
//
// For now one M, the main thread, runs all goroutines in turn, and a goroutine
// runs until it yields or ends.  What stands here is what a scheduler with
// more Ms has to provide as well.
#ifndef PAGURUS_RUNTIME_SCHED_H_
#define PAGURUS_RUNTIME_SCHED_H_

#include "runtime/g.h"

namespace pagurus {

// Makes a parked or new goroutine runnable, behind all others.
void Ready(G* g);

// On g0: runs the next goroutine.  Nothing with a destructor is alive.
[[noreturn]] void Schedule();

// If the calling thread runs goroutines.
bool IsSchedulerThread();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_H_
