// All goroutines are asleep: nothing in the process can wake one.
#ifndef PAGURUS_RUNTIME_SCHED_DEADLOCK_H_
#define PAGURUS_RUNTIME_SCHED_DEADLOCK_H_

#include <atomic>

namespace pagurus {

// Threads that are no Ms and wake nobody (pag_note_threads).
extern std::atomic<int> quiet_threads;

// Called when a P has become idle.  Dies, with the state of every goroutine, if
// no P is busy, no timer is set, no goroutine is in native code and no thread
// exists that is not the runtime's: any other may call in and wake one.
void CheckDeadlock();

// No goroutine runs native code, or is about to go on there: each is parked, or
// waits as a thread.  The caller's M runs none.
bool EveryGoroutineWaits();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_DEADLOCK_H_
