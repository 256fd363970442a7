// Timers: something that is to happen at a time of the monotonic clock.
//
// They go off on the thread that watches the scheduler (sched/sysmon.h), or
// under sched=SEED when every goroutine waits; never late by more than that
// thread takes to wake up, never early.
#ifndef PAGURUS_RUNTIME_TIMERS_TIMERS_H_
#define PAGURUS_RUNTIME_TIMERS_TIMERS_H_

#include <stdint.h>

namespace pagurus {

inline constexpr int64_t kNever = INT64_MAX;

// In memory of its owner's, who keeps it until it has gone off or was stopped.
struct Timer {
  // Runs on a system stack with no lock held; may make goroutines ready, and
  // start this timer again.  Must not wait.
  void (*fire)(Timer* timer);
  int64_t when;    // nanoseconds of Nanotime()
  uint32_t place;  // in the heap, from 1 on; 0: it is not set
};

// Sets a timer that is not set.  Starts sysmon, if need be.
void StartTimer(Timer* timer);

// False if it has gone off, is doing so at this moment, or was not set.  Then
// `fire` may still be running on another thread.
bool StopTimer(Timer* timer);

// Lets all timers that are due at `now` go off; when the next one is due, or
// kNever.
int64_t RunTimers(int64_t now);

// When the next one is due, or kNever.  Any thread, without a lock.
int64_t NextTimer();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TIMERS_TIMERS_H_
