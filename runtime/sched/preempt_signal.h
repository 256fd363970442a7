// Preempting a goroutine that comes to no prologue check: a loop without calls.
//
// The guard word cannot stop it, and a poll in each loop would make all of them
// pay for the few that last.  A signal stops a thread anywhere (as in Go since
// 1.14, proposal 24543).  But what the registers hold is known at safepoints
// only, so such a goroutine cannot be moved, nor can it go on on another
// thread: an address of its own thread's may be in a register.  It need not.
// The thread itself keeps what was interrupted, and waits in the handler:
//
//      sysmon               this M                         another M
//      tgkill ───────────▶  g to the end of P's queue,
//                           locked to this M
//                           gives P away ───────────────▶  runs what waits
//                           sleeps                         comes to g
//                           has P back  ◀────────────────  passes it on with P
//                           goes on where it was
//
// So a loop costs nothing, and what a turn costs more is borne by goroutines
// that compute for two slices and more.  In the handler the runtime's locks are
// free: the guard word says that managed code was interrupted.  The C library's
// may not be (the loop may be the program's own malloc's), so the handler calls
// nothing of it but system calls, and the M that takes P must be there already.
// While it waits the world may be stopped, so it waits only where it is known
// what references it has (interrupted.h).
#ifndef PAGURUS_RUNTIME_SCHED_PREEMPT_SIGNAL_H_
#define PAGURUS_RUNTIME_SCHED_PREEMPT_SIGNAL_H_

#include <signal.h>

#include "runtime/sched/sched.h"

namespace pagurus {

// Ignored where nobody handles it, and of no use to most programs: Go's choice
// and its reasons (runtime/signal_unix.go, sigPreempt).
inline constexpr int kPreemptSignal = SIGURG;

// Once, on a thread of the program's.
void PrepareToStop();

// The goroutine that p's M runs has not given way (AskToGiveWay): stops it
// where it is, if it can be done.  sysmon only.
void StopWhereItIs(P* p);

// m runs managed code, and the world is to stop: does the same, and m waits
// until it is started.  Under threads_lock, after PrepareToStop.
void SignalToStop(M* m);

// In a child process, where the other threads are gone.
void ForgetStopped();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_PREEMPT_SIGNAL_H_
