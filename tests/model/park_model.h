// park, ready, tickets and timers (runtime/sched/park.h, runtime/sync/waiter.h,
// runtime/sync/timed_wait.h, runtime/sync/channel_ops.cc).
//
// A goroutine receives from a channel four times, three times with a timeout,
// on two Ms; another thread sends three times and closes the channel; sysmon
// lets a timer go off whenever one is set.  What must be true:
//
//   - it is made ready once for each time it has parked, and then waits
//   - a wait ends by a delivery or by its timer, and says which
//   - a timer of an earlier wait ends none
//   - what the commit uses is not yet another wait's
//   - in the end everything that was sent has been received or is in the buffer
#ifndef PAGURUS_TESTS_MODEL_PARK_MODEL_H_
#define PAGURUS_TESTS_MODEL_PARK_MODEL_H_

#include "tests/model/waits.h"

namespace pagurus::park_model {

// Threads.
enum { kM0, kM1, kSender, kSysmon, kThreads };
enum { kChanLock = kFirstVar, kVars };
enum { kRounds = 4, kSends = 3 };

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

struct ParkState : WaitState<kThreads, kVars> {
  // Under the channel's lock.
  uint8_t count, closed, queued, waiter_ticket;
  // The goroutine's own.
  uint8_t timed, received;
  // The sender's.
  uint8_t sent, dropped;
  // Observed: the wait that was handed something; that saw the close.
  uint8_t delivered, saw_close;
};

struct ParkModel : WaitModel<ParkState> {
  using State = ParkState;

  ParkState Start() const {
    ParkState s{};
    s.memory[kStatus] = kRunning;
    s.pc[kM0] = kReceive;
    s.wait = 1;
    return s;
  }

  void Step(const ParkState& s, int t, Steps<ParkState>* out) const {
    if (t == kSender) return StepSender(s, out);
    if (t == kSysmon) return StepSysmon(s, t, out);
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
        return Execute(s, t, kResume, out);
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
        n.timed = s.wait < kRounds;
        if (n.timed) {
          n.waiter_ticket = static_cast<uint8_t>(NewTicket(&n, t));
        }
        n.committing = s.wait;
        if (mutant == WaitMutant::kUnlockBeforeStatus) n.Store(t, kChanLock, 0);
        if (mutant == WaitMutant::kTimerBeforeStatus && n.timed) {
          return to(kCommit, "receive: waits in the queue");
        }
        return to(kLeave, "receive: a new ticket; waits in the queue");
      case kLeave:
        if (!s.CanStore(t, 2)) return;
        LeaveGoroutine(&n, t);
        if (mutant == WaitMutant::kTimerBeforeStatus || !s.timed) {
          return to(kUnlock, "park: stores context and status");
        }
        return to(mutant == WaitMutant::kTimerAfterUnlock ? kUnlock : kCommit,
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
        return to(mutant == WaitMutant::kTimerBeforeStatus ? kLeave : kUnlock,
                  "commit: starts the timer");
      case kUnlock:
        if (!s.CanStore(t)) return;
        if (mutant != WaitMutant::kUnlockBeforeStatus) n.Store(t, kChanLock, 0);
        if (mutant == WaitMutant::kTimerAfterUnlock && s.timed) {
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
        if (timed_out != (s.timed_out == s.wait)) {
          return out->Violate("does not know how its wait has ended");
        }
        if (timed_out) return to(kDequeue, "resume: it was the timer");
        if (mutant == WaitMutant::kTimerNotStopped) {
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
        if (mutant == WaitMutant::kStaysInQueue) {
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
        const int ways = (s.delivered == s.wait) + (s.saw_close == s.wait) +
                         (s.timed_out == s.wait);
        if (ways > 1) return out->Violate("a wait has ended twice");
        n.timed = 0;
        n.delivered = n.saw_close = n.timed_out = 0;
        if (s.delivered == s.wait) ++n.received;
        if (++n.wait > kRounds) return to(kLoop, "the goroutine ends");
        return to(kReceive, "the next receive");
      }
    }
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
        (closes ? claimed.saw_close : claimed.delivered) = s.wait;
        if (s.waiter_ticket == 0 || mutant == WaitMutant::kWakerDoesNotClaim) {
          claimed.pc[t] = 5;
          return out->Add(claimed, "sender: has its only place");
        }
        return Claim(s, t, s.waiter_ticket, s.pc[t] == 3, 5, 4, out, claimed);
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
        n.pc[t] = kReady;
        return out->Add(n, "sender: unlocks");
      default:
        return MakeReady(s, t, 0, out);
    }
  }

  void Check(const ParkState& s, Steps<ParkState>* out) const {
    // A claim is of the wait whose ticket it has: there is one for each.
    if (s.received > kSends) out->Violate("received more than was sent");
  }

  bool MayEnd(const ParkState& s) const {
    return s.wait == kRounds + 1 && s.pc[kM0] == kLoop && s.pc[kM1] == kLoop &&
           s.pc[kSender] == 0 && s.closed && s.pc[kSysmon] == 0 &&
           !s.timer_set && !s.in_run_queue && !s.queued &&
           s.received + s.count + s.dropped == kSends;
  }
};

}  // namespace pagurus::park_model

#endif  // PAGURUS_TESTS_MODEL_PARK_MODEL_H_
