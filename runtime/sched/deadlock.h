// All goroutines are asleep: nothing in the process can wake one.
#ifndef PAGURUS_RUNTIME_SCHED_DEADLOCK_H_
#define PAGURUS_RUNTIME_SCHED_DEADLOCK_H_

#include <atomic>

namespace pagurus {

// Threads that wake nobody (pag_note_threads); no Ms, or those of collectors.
extern std::atomic<int> quiet_threads;
// The calling thread, one of these, is going to look at goroutines: makes it an
// M, unless it is one.
void AttachCollector();

// How much work collectors have before them that may wake goroutines
// (pag_note_work).
extern std::atomic<int> work_elsewhere;

// Called when a P has become idle.  Dies, with the state of every goroutine, if
// no P is busy, no timer is set, no goroutine is in native code and no thread
// exists that is not the runtime's: any other may call in and wake one.
void CheckDeadlock();

// No goroutine runs native code, or is about to go on there: each is parked, or
// waits as a thread.  The caller's M runs none.
bool EveryGoroutineWaits();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_DEADLOCK_H_
