// park, ready, tickets and timers (runtime/sched/park.h, runtime/sync/waiter.h,
// runtime/sync/timed_wait.h, runtime/sync/channel_ops.cc).
//
// A goroutine receives from a channel three times, twice with a timeout, on two
// Ms; another thread sends twice and closes the channel; sysmon lets a timer go
// off whenever one is set.  What must be true:
//
//   - it is made ready once for each time it has parked, and then waits
//   - a wait ends by a delivery or by its timer, and says which
//   - a timer of an earlier wait ends none
//   - what the commit uses is not yet another wait's
//   - in the end everything that was sent has been received or is in the buffer
#include "tests/model/test.h"

namespace pagurus {
namespace {

enum class Mutant {
  kNone,
  kUnlockBeforeStatus,
  kTimerBeforeStatus,
  kTimerAfterUnlock,
  kSameTicket,
  kClaimInTwoSteps,
  kSenderDoesNotClaim,
  kTimerDoesNotClaim,
  kStaysInQueue,
  kTimerNotStopped,
};

// Threads.
enum { kM0, kM1, kSender, kSysmon, kThreads };
// Words of memory.
enum { kChanLock, kTimersLock, kStatus, kTicket, kSavedPc, kTimedOut, kVars };
enum { kWaiting = 1, kRunnable, kRunning };
enum { kRounds = 3, kSends = 2 };

// Where an M is: in its loop, in the goroutine, or in its resume function.
enum {
  kLoop,
  kReceive,
  kLook,
  kLeave,
  kCommit,
  kInsertTimer,
  kUnlock,
  kTimerLate,
  kInsertLate,
  kResume,
  kStopTimer,
  kTakeTimer,
  kDequeue,
  kRemove,
  kNextRound,
};

struct ParkState : ModelState<kThreads, kVars> {
  // Under the channel's lock.
  uint8_t count, closed, queued, waiter_ticket;
  // Under the timers' lock.
  uint8_t timer_set, timer_ticket;
  // In the run queue, which its own lock protects.
  uint8_t in_run_queue;
  // The goroutine's own.
  uint8_t round, timed, received;
  // Of the sender and of sysmon: what they work on.
  uint8_t sent, dropped, claims, fired_ticket;
  // Observed: the wait that was handed something, that saw the close, that
  // timed out; the wait that an M is committing.
  uint8_t delivered, saw_close, timed_out, committing;
};

struct ParkModel {
  using State = ParkState;
  Mutant mutant = Mutant::kNone;

  ParkState Start() const {
    ParkState s{};
    s.memory[kStatus] = kRunning;
    s.pc[kM0] = kReceive;
    s.round = 1;
    return s;
  }

  void Step(const ParkState& s, int t, Steps<ParkState>* out) const {
    if (t == kSender) return StepSender(s, out);
    if (t == kSysmon) return StepSysmon(s, out);
    StepM(s, t, out);
  }

  void StepM(const ParkState& s, int t, Steps<ParkState>* out) const {
    ParkState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    switch (s.pc[t]) {
      case kLoop:
        // sched.cc FindRunnable, Execute.
        if (!s.in_run_queue || !s.Drained(t)) return;
        if (s.memory[kStatus] != kRunnable) {
          return out->Violate("runs what is not runnable");
        }
        if (s.memory[kSavedPc] != s.round) {
          return out->Violate("goes on with an old context");
        }
        n.in_run_queue = 0;
        n.Store(t, kStatus, kRunning);
        return to(kResume, "Execute: takes the goroutine, status = running");
      case kReceive:
        // channel_ops.cc BeginTimed, Begin.
        if (n.TryLock(t, kChanLock)) to(kLook, "receive: locks the channel");
        return;
      case kLook:
        if (!s.CanStore(t, 3)) return;
        if (s.count != 0 || s.closed) {
          if (s.count != 0) {
            --n.count;
            ++n.received;
          }
          n.Store(t, kChanLock, 0);
          return to(kNextRound,
                    "receive: there is one, or it is closed; unlocks");
        }
        if (s.queued) return out->Violate("is in a queue already");
        if (s.committing != 0) return out->Violate("its block is in use still");
        n.queued = 1;
        n.waiter_ticket = 0;
        n.timed = s.round < kRounds;
        if (n.timed) {
          // waiter.cc NewTicket, timed_wait.cc SetTimeout.
          int ticket = (s.Load(t, kTicket) | 1) + 1;
          if (mutant == Mutant::kSameTicket) ticket = 2;
          n.Store(t, kTicket, ticket);
          n.Store(t, kTimedOut, 0);
          n.waiter_ticket = static_cast<uint8_t>(ticket);
        }
        n.committing = s.round;
        if (mutant == Mutant::kUnlockBeforeStatus) n.Store(t, kChanLock, 0);
        if (mutant == Mutant::kTimerBeforeStatus && n.timed) {
          return to(kCommit, "receive: waits in the queue");
        }
        return to(kLeave, "receive: a new ticket; waits in the queue");
      case kLeave:
        // arch/x86_64/block.S saves the context; park.cc LeaveGoroutine.
        if (!s.CanStore(t, 2)) return;
        n.Store(t, kSavedPc, s.round);
        n.Store(t, kStatus, kWaiting);
        if (mutant == Mutant::kTimerBeforeStatus || !s.timed) {
          return to(kUnlock, "park: stores context and status");
        }
        return to(mutant == Mutant::kTimerAfterUnlock ? kUnlock : kCommit,
                  "park: stores context and status");
      case kCommit:
        // channel_ops.cc CommitTimed; timers.cc StartTimer.
        if (n.TryLock(t, kTimersLock)) to(kInsertTimer, "commit: locks timers");
        return;
      case kInsertTimer:
        if (!s.CanStore(t)) return;
        n.timer_set = 1;
        n.timer_ticket = s.waiter_ticket;
        n.Store(t, kTimersLock, 0);
        return to(mutant == Mutant::kTimerBeforeStatus ? kLeave : kUnlock,
                  "commit: starts the timer");
      case kUnlock:
        if (!s.CanStore(t)) return;
        if (mutant != Mutant::kUnlockBeforeStatus) n.Store(t, kChanLock, 0);
        if (mutant == Mutant::kTimerAfterUnlock && s.timed) {
          return to(kTimerLate, "commit: unlocks the channel");
        }
        n.committing = 0;
        return to(kLoop, "commit: unlocks the channel");
      case kTimerLate:
        if (n.TryLock(t, kTimersLock)) to(kInsertLate, "commit: locks timers");
        return;
      case kInsertLate:
        if (!s.CanStore(t)) return;
        n.timer_set = 1;
        n.timer_ticket = s.waiter_ticket;
        n.committing = 0;
        n.Store(t, kTimersLock, 0);
        return to(kLoop, "commit: starts the timer, too late");
      case kResume: {
        // channel_ops.cc ResumeTimed; timed_wait.cc EndTimeout.
        if (!s.timed) return to(kNextRound, "resume: without a timeout");
        const bool timed_out = s.Load(t, kTimedOut) != 0;
        if (timed_out != (s.timed_out == s.round)) {
          return out->Violate("does not know how its wait has ended");
        }
        if (timed_out) return to(kDequeue, "resume: it was the timer");
        if (mutant == Mutant::kTimerNotStopped) {
          return to(kNextRound, "resume: leaves the timer");
        }
        return to(kStopTimer, "resume: it was not the timer");
      }
      case kStopTimer:
        if (n.TryLock(t, kTimersLock)) to(kTakeTimer, "StopTimer: locks");
        return;
      case kTakeTimer:
        if (!s.CanStore(t)) return;
        n.timer_set = 0;
        n.Store(t, kTimersLock, 0);
        return to(kNextRound, "StopTimer: takes it out, unlocks");
      case kDequeue:
        if (mutant == Mutant::kStaysInQueue) {
          return to(kNextRound, "resume: leaves its waiter in the queue");
        }
        if (n.TryLock(t, kChanLock)) to(kRemove, "Dequeue: locks the channel");
        return;
      case kRemove:
        if (!s.CanStore(t)) return;
        n.queued = 0;
        n.Store(t, kChanLock, 0);
        return to(kNextRound, "Dequeue: unlocks");
      case kNextRound: {
        const int ways = (s.delivered == s.round) + (s.saw_close == s.round) +
                         (s.timed_out == s.round);
        if (ways > 1) return out->Violate("a wait has ended twice");
        n.timed = 0;
        n.delivered = n.saw_close = n.timed_out = 0;
        if (s.delivered == s.round) ++n.received;
        if (++n.round > kRounds) return to(kLoop, "the goroutine ends");
        return to(kReceive, "the next receive");
      }
    }
  }

  // Whoever ends the goroutine's wait; `then` is where that goes on.
  void MakeReady(const ParkState& s, int t, int then,
                 Steps<ParkState>* out) const {
    ParkState n = s;
    const int base = s.pc[t] & 0xf0;
    if ((s.pc[t] & 0xf) == 0xe) {
      // sched.cc Ready.
      if (!s.CanStore(t)) return;
      if (s.Load(t, kStatus) != kWaiting) {
        return out->Violate("made ready although it does not wait");
      }
      n.Store(t, kStatus, kRunnable);
      n.pc[t] = static_cast<uint8_t>(base | 0xf);
      return out->Add(n, "Ready: status = runnable");
    }
    if (!s.Drained(t)) return;
    if (s.in_run_queue) return out->Violate("twice in the run queue");
    n.in_run_queue = 1;
    n.pc[t] = static_cast<uint8_t>(then);
    out->Add(n, "Ready: into the run queue");
  }

  // waiter.cc Claim, one step or, in a mutant, two.  The ticket to claim;
  // where to go on if it is claimed, and if not.
  void Claim(const ParkState& s, int t, int ticket, bool second, int yes,
             int no, Steps<ParkState>* out, ParkState* claimed) const {
    ParkState n = s;
    if (mutant == Mutant::kClaimInTwoSteps && !second) {
      const bool same = s.Load(t, kTicket) == ticket;
      n.pc[t] = static_cast<uint8_t>(same ? s.pc[t] + 1 : no);
      return out->Add(n, "Claim: compares");
    }
    if (!s.Drained(t)) return;
    if (mutant != Mutant::kClaimInTwoSteps && s.memory[kTicket] != ticket) {
      n.pc[t] = static_cast<uint8_t>(no);
      return out->Add(n, "Claim: it has ended already");
    }
    n = *claimed;
    n.memory[kTicket] = static_cast<uint8_t>(ticket + 1);
    n.pc[t] = static_cast<uint8_t>(yes);
    out->Add(n, "Claim: claimed");
  }

  // channel.cc SendLocked (kSends times), then CloseLocked.
  void StepSender(const ParkState& s, Steps<ParkState>* out) const {
    const int t = kSender;
    ParkState n = s;
    const bool closes = s.sent == kSends;
    switch (s.pc[t]) {
      case 0:
        if (s.closed || !n.TryLock(t, kChanLock)) return;
        n.pc[t] = 1;
        return out->Add(n, "sender: locks the channel");
      case 1:
        n.closed = closes;
        if (!s.queued) {
          n.pc[t] = 4;
          return out->Add(n, "sender: nobody waits");
        }
        n.queued = 0;
        n.pc[t] = 2;
        return out->Add(n, "sender: takes a waiter out");
      case 2:
      case 3: {
        ParkState claimed = s;
        (closes ? claimed.saw_close : claimed.delivered) = s.round;
        if (s.waiter_ticket == 0 || mutant == Mutant::kSenderDoesNotClaim) {
          claimed.pc[t] = 5;
          return out->Add(claimed, "sender: has its only place");
        }
        return Claim(s, t, s.waiter_ticket, s.pc[t] == 3, 5, 4, out, &claimed);
      }
      case 4:  // into the buffer, if there is room
        if (!s.CanStore(t)) return;
        if (!closes) {
          if (s.count == 0) {
            ++n.count;
          } else {
            ++n.dropped;
          }
          ++n.sent;
        }
        n.Store(t, kChanLock, 0);
        n.pc[t] = 0;
        return out->Add(n, "sender: unlocks");
      case 5:
        if (!s.CanStore(t)) return;
        if (!closes) ++n.sent;
        n.Store(t, kChanLock, 0);
        n.pc[t] = 0xe;
        return out->Add(n, "sender: unlocks");
      default:
        return MakeReady(s, t, 0, out);
    }
  }

  // timers.cc RunTimers; timed_wait.cc EndWait.
  void StepSysmon(const ParkState& s, Steps<ParkState>* out) const {
    const int t = kSysmon;
    ParkState n = s;
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
        ParkState claimed = s;
        claimed.timed_out = s.round;
        if (mutant == Mutant::kTimerDoesNotClaim) {
          claimed.pc[t] = 4;
          return out->Add(claimed, "sysmon: ends the wait");
        }
        return Claim(s, t, s.fired_ticket, s.pc[t] == 3, 4, 0, out, &claimed);
      }
      case 4:
        if (!s.CanStore(t)) return;
        n.Store(t, kTimedOut, 1);
        n.fired_ticket = 0;
        n.pc[t] = 0xe;
        return out->Add(n, "sysmon: timed_out = true");
      default:
        return MakeReady(s, t, 0, out);
    }
  }

  void Check(const ParkState& s, Steps<ParkState>* out) const {
    // A claim is of the wait whose ticket it has: there is one for each.
    if (s.received > kSends) out->Violate("received more than was sent");
  }

  bool MayEnd(const ParkState& s) const {
    return s.round == kRounds + 1 && s.pc[kM0] == kLoop && s.pc[kM1] == kLoop &&
           s.pc[kSender] == 0 && s.closed && s.pc[kSysmon] == 0 &&
           !s.timer_set && !s.in_run_queue && !s.queued &&
           s.received + s.count + s.dropped == kSends;
  }
};

TEST(ParkTest, NothingIsLostAndNothingHappensTwice) {
  ExpectHolds(ParkModel{});
}

TEST(ParkTest, UnlockBeforeTheStatusIsStored) {
  ExpectCaught(ParkModel{Mutant::kUnlockBeforeStatus},
               "made ready although it does not wait");
}
TEST(ParkTest, TimerBeforeTheStatusIsStored) {
  ExpectCaught(ParkModel{Mutant::kTimerBeforeStatus},
               "made ready although it does not wait");
}
TEST(ParkTest, TimerAfterTheLockIsReleased) {
  ExpectCaught(ParkModel{Mutant::kTimerAfterUnlock},
               "its block is in use still");
}
TEST(ParkTest, TicketThatDoesNotGoOn) {
  ExpectCaught(ParkModel{Mutant::kSameTicket}, nullptr);
}
TEST(ParkTest, ClaimInTwoSteps) {
  ExpectCaught(ParkModel{Mutant::kClaimInTwoSteps}, nullptr);
}
TEST(ParkTest, SenderThatDoesNotClaim) {
  ExpectCaught(ParkModel{Mutant::kSenderDoesNotClaim}, nullptr);
}
TEST(ParkTest, TimerThatDoesNotClaim) {
  ExpectCaught(ParkModel{Mutant::kTimerDoesNotClaim}, nullptr);
}
TEST(ParkTest, WaiterThatStaysInItsQueue) {
  ExpectCaught(ParkModel{Mutant::kStaysInQueue}, "is in a queue already");
}

// A timer that is late claims nothing: nobody need stop it for that.  (It is
// stopped because its memory is used again.)
TEST(ParkTest, LateTimerClaimsNothing) {
  ParkModel model{Mutant::kTimerNotStopped};
  ExpectHolds(model);
}

}  // namespace
}  // namespace pagurus
