#include "runtime/sched/sysmon.h"

#include <pthread.h>
#include <signal.h>

#include <atomic>

#include "runtime/print.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/deadlock.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/native.h"
#include "runtime/sched/note.h"
#include "runtime/sched/preempt.h"
#include "runtime/sched/preempt_signal.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/start_m.h"
#include "runtime/shrink.h"
#include "runtime/switches.h"
#include "runtime/timers/timers.h"

namespace pagurus {
namespace {

constexpr int64_t kMicrosecond = 1000;
constexpr int64_t kShortest = 20 * kMicrosecond;
constexpr int64_t kLongest = 10000 * kMicrosecond;
// Looks without anything done before it sleeps longer.
constexpr int kIdleLooks = 50;
// How long a goroutine may run while others wait.
constexpr int64_t kSlice = 10000 * kMicrosecond;
// How long until it comes to a check, if it ever does.
constexpr int64_t kPatience = 1000 * kMicrosecond;

constinit std::atomic<bool> started{false};
constinit std::atomic<bool> asleep{false};
// When it wakes up by itself; 0 while it is awake.
constinit std::atomic<int64_t> wakes_at{0};
constinit Note note{};

// What sysmon remembers of a P.
struct Seen {
  uint32_t tick = 0;
  int64_t since = 0;  // when it first saw that tick
};
constinit Seen seen[kMaxProcs] = {};

bool AllIdle() {
  return sched.n_idle_ps.load() == sched.procs.load(std::memory_order_relaxed);
}

bool OtherPsIdle() {
  return sched.n_idle_ps.load(std::memory_order_relaxed) != 0;
}

// If something was done.
bool LookAt(P* p, Seen* last, int64_t now) {
  if (p->m.load(std::memory_order_relaxed) == nullptr) return false;
  const uint32_t tick = p->tick.load(std::memory_order_relaxed);
  if (tick != last->tick || last->since == 0) {
    *last = {tick, now};
    p->preempt.store(false, std::memory_order_relaxed);
    return false;
  }
  const bool work = p->queued() != 0 ||
                    p->runnext.load(std::memory_order_relaxed) != nullptr;
  const bool wanted = sched.p_wanted.load(std::memory_order_relaxed) ||
                      sched.global_size.load(std::memory_order_relaxed) != 0;
  const int64_t ran = now - last->since;
  // Nobody waits for a P in native code for nothing: leave it to its M.
  if ((work || wanted || ran >= kSlice) && RetakeP(p)) return true;
  if (work || wanted) {
    const bool asked = p->preempt.load(std::memory_order_relaxed);
    if (ran >= (asked ? kPatience : kSlice)) {
      asked ? StopWhereItIs(p) : AskToGiveWay(p);
      last->since = now;
      return true;
    }
  }
  if (work && OtherPsIdle()) {
    WakeSomeone();
    return true;
  }
  return false;
}

bool LookAround(int64_t now) {
  bool done = false;
  const uint32_t procs = sched.procs.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < procs; ++i) {
    done |= LookAt(sched.ps[i], &seen[i], now);
  }
  return done;
}

// Until then, until a timer is due or until it is woken.  Who sets a timer
// stores its time and then reads wakes_at: one of the two sees the other.
void SleepUntil(int64_t when) {
  wakes_at.store(when);
  const int64_t timer = NextTimer();
  if (timer < when) when = timer;
  if (when == kNever) {
    note.Wait();
  } else {
    note.WaitFor(when - Nanotime());
  }
  wakes_at.store(0);
}

// If it has slept for want of work; until then at most.
bool SleepIfAllIdle(int64_t when) {
  if (!AllIdle()) return false;
  asleep.store(true);
  const bool idle = AllIdle();
  if (idle) SleepUntil(when);
  asleep.store(false);
  return idle;
}

void RunDueTimers() {
  if (NextTimer() > Nanotime()) return;
  // What waited for them may wait for nothing else now.
  if (RunTimers(Nanotime()) == kNever && AllIdle()) CheckDeadlock();
}

// `watches`: not null if it looks at more than timers.
void* RunSysmon(void* watches) {
  // An M, because what timers call may be managed code.
  AttachThread();
  pag_tls.m->is_sysmon = true;
  // Who looked for a deadlock meanwhile took this for any thread.
  if (AllIdle()) CheckDeadlock();
  int idle_looks = 0;
  int64_t delay = kShortest;
  int64_t shrink_due = kNever;
  for (;;) {
    if (SleepIfAllIdle(shrink_due)) {
      delay = kShortest;
      idle_looks = 0;
    } else {
      SleepUntil(Nanotime() + delay);
    }
    // Not while the world is stopped.
    RuntimeScope scope;
    RunDueTimers();
    if (watches == nullptr) {
      delay = kLongest;
      continue;
    }
    const int64_t now = Nanotime();
    shrink_due = ShrinkIfDue(now);
    if (LookAround(now)) {
      idle_looks = 0;
      delay = kShortest;
    } else if (++idle_looks > kIdleLooks) {
      delay = delay * 2 < kLongest ? delay * 2 : kLongest;
    }
  }
  return nullptr;
}

}  // namespace

void StartSysmon() {
  PrepareForThreads();
  if (switches.sysmon != 0) StartSysmonForTimers();
}

void StartSysmonForTimers() {
  if (started.load(std::memory_order_relaxed) || switches.sched != 0 ||
      started.exchange(true)) {
    return;
  }
  WatchForks();
  // The program's signals are for its own threads.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  pthread_t thread;
  void* watches = switches.sysmon != 0 ? &started : nullptr;
  const int error = pthread_create(&thread, nullptr, RunSysmon, watches);
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  if (error != 0) Fatal("the thread that watches the scheduler cannot start");
  pthread_detach(thread);
}

bool SysmonRuns() { return started.load(std::memory_order_relaxed); }

void ForgetSysmon() {
  started.store(false);
  asleep.store(false);
}

void WakeSysmon() {
  if (started.load(std::memory_order_relaxed)) note.Wake();
}

void WakeSleepingSysmon() {
  if (asleep.load(std::memory_order_relaxed)) note.Wake();
}

void WakeSysmonFor(int64_t when) {
  // Under sched=SEED whoever finds nothing to run makes the time go on.
  if (switches.sched != 0) return WakeSomeone();
  if (when < wakes_at.load()) note.Wake();
}

}  // namespace pagurus
