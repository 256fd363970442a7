// What models of waiting goroutines have in common: the goroutine's status and
// ticket, who makes it ready, its timer (runtime/sched/park.cc, sched.cc,
// runtime/sync/waiter.cc, timed_wait.cc, runtime/timers/timers.cc).
#ifndef PAGURUS_TESTS_MODEL_WAITS_H_
#define PAGURUS_TESTS_MODEL_WAITS_H_

#include "tests/model/explorer.h"

namespace pagurus {

enum class WaitMutant {
  kNone,
  kUnlockBeforeStatus,
  kTimerBeforeStatus,
  kTimerAfterUnlock,
  kSameTicket,
  kClaimInTwoSteps,
  kWakerDoesNotClaim,
  kTimerDoesNotClaim,
  kStaysInQueue,
  kTimerNotStopped,
};

// Words of memory; a model's own come after them.
enum {
  kTimersLock,
  kStatus,
  kTicket,
  kContext,   // Gobuf: of which wait
  kTimedOut,  // WaitBlock::timed_out
  kFirstVar
};
enum { kWaiting = 1, kRunnable, kRunning };  // kStatus
// pcs of who makes the goroutine ready: MakeReady's two steps.
enum { kReady = 0xe, kIntoRunQueue = 0xf };

template <int threads, int vars>
struct WaitState : ModelState<threads, vars> {
  // In the run queue, which has its own protection.
  uint8_t in_run_queue;
  // Under the timers' lock.
  uint8_t timer_set, timer_ticket;
  // The timer's copy that sysmon works on.
  uint8_t fired_ticket;
  // Observed: the number of the wait, from 1 on; which one a timer ended; which
  // one an M commits.
  uint8_t wait, timed_out, committing;
};

template <class State>
struct WaitModel {
  WaitMutant mutant = WaitMutant::kNone;

  // waiter.cc NewTicket, timed_wait.cc SetTimeout.
  int NewTicket(State* n, int t) const {
    int ticket = (n->Load(t, kTicket) | 1) + 1;
    if (mutant == WaitMutant::kSameTicket) ticket = 2;
    n->Store(t, kTicket, ticket);
    n->Store(t, kTimedOut, 0);
    return ticket;
  }

  // arch/x86_64/block.S saves the context; park.cc LeaveGoroutine.
  static void LeaveGoroutine(State* n, int t) {
    n->Store(t, kContext, n->wait);
    n->Store(t, kStatus, kWaiting);
  }

  // sched.cc FindRunnable, Execute.
  void Execute(const State& s, int t, int resume, Steps<State>* out) const {
    if (!s.in_run_queue || !s.Drained(t) || !s.CanStore(t)) return;
    if (s.memory[kStatus] != kRunnable) {
      return out->Violate("runs what is not runnable");
    }
    if (s.memory[kContext] != s.wait) {
      return out->Violate("goes on with an old context");
    }
    State n = s;
    n.in_run_queue = 0;
    n.Store(t, kStatus, kRunning);
    n.pc[t] = static_cast<uint8_t>(resume);
    out->Add(n, "Execute: takes the goroutine, status = running");
  }

  // sched.cc Ready; `then` is where its caller goes on.
  void MakeReady(const State& s, int t, int then, Steps<State>* out) const {
    State n = s;
    if (s.pc[t] == kReady) {
      if (!s.CanStore(t)) return;
      if (s.Load(t, kStatus) != kWaiting) {
        return out->Violate("made ready although it does not wait");
      }
      n.Store(t, kStatus, kRunnable);
      n.pc[t] = kIntoRunQueue;
      return out->Add(n, "Ready: status = runnable");
    }
    if (!s.Drained(t)) return;
    if (s.in_run_queue) return out->Violate("twice in the run queue");
    n.in_run_queue = 1;
    n.pc[t] = static_cast<uint8_t>(then);
    out->Add(n, "Ready: into the run queue");
  }

  // waiter.cc Claim: goes on at `yes`, in the state `claimed`, or at `no`.  In
  // a mutant it takes two steps; the second one has the pc after the first's.
  void Claim(const State& s, int t, int ticket, bool second, int yes, int no,
             Steps<State>* out, const State& claimed) const {
    State n = s;
    const bool two_steps = mutant == WaitMutant::kClaimInTwoSteps;
    if (two_steps && !second) {
      const bool same = s.Load(t, kTicket) == ticket;
      n.pc[t] = static_cast<uint8_t>(same ? s.pc[t] + 1 : no);
      return out->Add(n, "Claim: compares");
    }
    if (!s.Drained(t)) return;
    if (!two_steps && s.memory[kTicket] != ticket) {
      n.pc[t] = static_cast<uint8_t>(no);
      return out->Add(n, "Claim: it has ended already");
    }
    n = claimed;
    n.memory[kTicket] = static_cast<uint8_t>(ticket + 1);
    n.pc[t] = static_cast<uint8_t>(yes);
    out->Add(n, "Claim: claimed");
  }

  // sysmon: timers.cc RunTimers; timed_wait.cc EndWait.  A timer that is set
  // may be due at any time.
  void StepSysmon(const State& s, int t, Steps<State>* out) const {
    State n = s;
    switch (s.pc[t]) {
      case 0:
        if (!s.timer_set || !n.TryLock(t, kTimersLock)) return;
        n.pc[t] = 1;
        return out->Add(n, "sysmon: a timer is due, locks");
      case 1:
        if (!s.CanStore(t)) return;
        n.pc[t] = 0;
        if (s.timer_set) {
          n.fired_ticket = s.timer_ticket;
          n.timer_set = 0;
          n.pc[t] = 2;
        }
        n.Store(t, kTimersLock, 0);
        return out->Add(n, "sysmon: copies the timer, unlocks");
      case 2:
      case 3: {
        State claimed = s;
        claimed.timed_out = s.wait;
        if (mutant == WaitMutant::kTimerDoesNotClaim) {
          claimed.pc[t] = 4;
          return out->Add(claimed, "sysmon: ends the wait");
        }
        return Claim(s, t, s.fired_ticket, s.pc[t] == 3, 4, 0, out, claimed);
      }
      case 4:
        if (!s.CanStore(t)) return;
        n.Store(t, kTimedOut, 1);
        n.fired_ticket = 0;
        n.pc[t] = kReady;
        return out->Add(n, "sysmon: timed_out = true");
      default:
        return MakeReady(s, t, 0, out);
    }
  }
};

}  // namespace pagurus

#endif  // PAGURUS_TESTS_MODEL_WAITS_H_
