// Timers: something that is to happen at a time of the monotonic clock.
//
// They go off on the thread that watches the scheduler (sched/sysmon.h), or
// under sched=SEED when every goroutine waits; late by what that thread takes
// to wake up, never early.
//
// What a timer does may overlap with StopTimer on another thread.  So that
// nobody need wait for it, it works on a copy of the Timer, taken under the
// lock: the Timer itself is free to be used again, or to vanish, as soon as
// StopTimer returns, whatever that says.  What the copy leads to must then be
// recognised as out of date: a goroutine's wait by its ticket (sync/waiter.h).
#ifndef PAGURUS_RUNTIME_TIMERS_TIMERS_H_
#define PAGURUS_RUNTIME_TIMERS_TIMERS_H_

#include <stdint.h>

#include "runtime/sched/park.h"

namespace pagurus {

struct RootVisitor;

inline constexpr int64_t kNever = INT64_MAX;

// In memory of its owner's, who keeps it until it has gone off or was stopped.
// All zero: not set.
struct Timer {
  // Runs on a system stack with no lock held; may make goroutines ready and
  // start timers.  Must not wait.
  void (*fire)(const Timer& copy);
  int64_t when;    // nanoseconds of Nanotime()
  int64_t period;  // goes off again so much later; 0: only once
  // What `fire` works on.
  void (*fn)(void*);
  void* arg;
  uint32_t ticket;
  uint32_t place;  // in the heap, from 1 on; 0: it is not set
};

// Sets a timer that is not set.  Starts sysmon, if need be.  Channel locks may
// be held.
void StartTimer(Timer* timer);

// The same, and parks until `fire` makes the caller ready; it cannot do so
// before the caller has parked.
uintptr_t StartTimerAndPark(Timer* timer, ResumeFn* resume);

// Sets a timer, which may be set already, to go off as `values` says, or at
// `when` as before; if it was set.
bool RestartTimer(Timer* timer, const Timer& values);
bool RescheduleTimer(Timer* timer, int64_t when);

// If it was set.  If not, `fire` may still be running, with a copy.
bool StopTimer(Timer* timer);

// Lets all timers that are due at `now` go off; when the next one is due, or
// kNever.
int64_t RunTimers(int64_t now);

// When the next one is due, or kNever.  Any thread, without a lock.
int64_t NextTimer();

// If one is set, or is going off.  What one has done that is no more is visible
// to who gets `false`.
bool AnyTimer();

// Waits until no timer is doing what was due when this was called: for who is
// going to free what that may look at to find it out of date.
void AwaitFiring();

// The world is stopped: visits what each timer that is set works on.
void VisitTimers(const RootVisitor& visit);

// The same while it runs (H7), a piece at a time: what those work on that were
// set when marking began, and when they were visited or taken out.
class TimersVisit {
 public:
  // False if that was the last piece.
  bool Step(const RootVisitor& visit);

 private:
  uint32_t left_ = UINT32_MAX;  // in front of those that have been visited
};

// now + ns, at most kNever - 1.
int64_t After(int64_t ns);

// In a child process: its parent's timers do not go off there.
void ForgetTimers();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TIMERS_TIMERS_H_
