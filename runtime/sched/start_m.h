// New Ms, and which there are.
#ifndef PAGURUS_RUNTIME_SCHED_START_M_H_
#define PAGURUS_RUNTIME_SCHED_START_M_H_

#include "runtime/sched/sched.h"

namespace pagurus {

// A new thread that runs goroutines with p.  `spinning`: it counts as looking
// for work already.  Dies if there can be no thread.
void StartM(P* p, bool spinning);

// The same without a P, to wait for one; unless such an M is on its way
// already, or there can be no thread.
void StartIdleM();
// In a child process, which has not got that M.
void ForgetIdleM();

// Before the first goroutine besides main's.  The calling thread's signal mask
// becomes that of all Ms to be started: a program that blocks signals for good,
// to wait for them, does it before it starts goroutines; and who starts an M
// may be any thread, sysmon with all signals blocked among them.
void PrepareForThreads();

// All Ms, of whatever kind, linked by M::next_m; under threads_lock.
extern Lock threads_lock;
extern M* all_ms;

// A thread has become an M; is about to stop being one.
void AddM(M* m);
void RemoveM(M* m);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_START_M_H_
