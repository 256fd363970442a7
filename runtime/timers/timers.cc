#include "runtime/timers/timers.h"

#include <sched.h>

#include "runtime/barrier.h"
#include "runtime/print.h"
#include "runtime/roots.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/sysmon.h"
#include "runtime/timers/heap.h"

namespace pagurus {
namespace {

struct Timers {
  Lock lock{LockRank::kTimers};
  TimerHeap heap;
  // When the first is due; written under the lock.
  std::atomic<int64_t> next{kNever};
  // Taken out but not done yet.
  std::atomic<uint32_t> firing{0};
};
constinit Timers timers{};
PAG_HOLD_ACROSS_FORK(timers.lock);

// The following hold timers.lock.

void PublishNext() {
  timers.next.store(timers.heap.empty() ? kNever : timers.heap.first()->when);
}

// If the timer is now the first: then sysmon must hear of it.
bool Insert(Timer* timer) {
  if (!timers.heap.Push(timer)) Fatal("no memory for a timer");
  if (timers.heap.first() != timer) return false;
  PublishNext();
  return true;
}

// If it was set.
bool Take(Timer* timer) {
  if (timer->place == 0) return false;
  const bool first = timer->place == 1;
  NoteDropped(timer->arg);
  timers.heap.Remove(timer);
  if (first) PublishNext();
  return true;
}

// Takes the first timer out if it is due at `now`; a copy of it.
bool TakeDue(int64_t now, Timer* copy) {
  if (timers.heap.empty()) return false;
  Timer* timer = timers.heap.first();
  if (timer->when > now) return false;
  *copy = *timer;
  NoteDropped(timer->arg);
  timers.firing.fetch_add(1);
  if (timer->period == 0) {
    timers.heap.Remove(timer);
  } else {
    // Turns that nobody had time for are left out.
    const int64_t late = (now - timer->when) % timer->period;
    if (__builtin_add_overflow(now - late, timer->period, &timer->when)) {
      timer->when = kNever - 1;
    }
    timers.heap.Later(timer);
  }
  PublishNext();
  return true;
}

}  // namespace

void StartTimer(Timer* timer) {
  StartSysmonForTimers();
  timers.lock.Acquire();
  const bool first = Insert(timer);
  const int64_t when = timer->when;  // it may be gone once the lock is
  timers.lock.Release();
  if (first) WakeSysmonFor(when);
}

uintptr_t StartTimerAndPark(Timer* timer, ResumeFn* resume) {
  StartSysmonForTimers();
  timers.lock.Acquire();
  // Still under the lock: the timer is gone once it has gone off.
  if (Insert(timer)) WakeSysmonFor(timer->when);
  return ParkUnlock(&timers.lock, resume, WaitReason::kSleep);
}

bool StopTimer(Timer* timer) {
  Locked locked(&timers.lock);
  return Take(timer);
}

bool RestartTimer(Timer* timer, const Timer& values) {
  StartSysmonForTimers();
  timers.lock.Acquire();
  const bool was_set = Take(timer);
  *timer = values;
  const bool first = Insert(timer);
  timers.lock.Release();
  if (first) WakeSysmonFor(values.when);
  return was_set;
}

bool RescheduleTimer(Timer* timer, int64_t when) {
  StartSysmonForTimers();
  timers.lock.Acquire();
  const bool was_set = Take(timer);
  timer->when = when;
  const bool first = Insert(timer);
  timers.lock.Release();
  if (first) WakeSysmonFor(when);
  return was_set;
}

int64_t RunTimers(int64_t now) {
  for (;;) {
    if (NextTimer() > now) return NextTimer();
    Timer copy;
    timers.lock.Acquire();
    const bool due = TakeDue(now, &copy);
    timers.lock.Release();
    if (!due) continue;
    copy.fire(copy);
    timers.firing.fetch_sub(1);
  }
}

int64_t NextTimer() { return timers.next.load(); }

bool AnyTimer() { return NextTimer() != kNever || timers.firing.load() != 0; }

void AwaitFiring() {
  while (timers.firing.load() != 0) sched_yield();
}

void VisitTimers(const RootVisitor& visit) {
  for (uint32_t i = 0; i < timers.heap.size(); ++i) {
    visit(reinterpret_cast<uintptr_t>(timers.heap.at(i).arg));
  }
}

bool TimersVisit::Step(const RootVisitor& visit) {
  constexpr uint32_t kPiece = 256;
  Locked locked(&timers.lock);
  if (left_ > timers.heap.size()) left_ = timers.heap.size();
  for (uint32_t n = 0; n < kPiece && left_ != 0; ++n) {
    visit(reinterpret_cast<uintptr_t>(timers.heap.at(--left_).arg));
  }
  return left_ != 0;
}

int64_t After(int64_t ns) {
  int64_t when;
  return __builtin_add_overflow(Nanotime(), ns, &when) ? kNever - 1 : when;
}

void ForgetTimers() {
  while (!timers.heap.empty()) timers.heap.Remove(timers.heap.first());
  timers.firing.store(0);
  PublishNext();
}

}  // namespace pagurus
