// select over two channels, with a timeout (runtime/sync/select.cc,
// channel.cc).
//
// A goroutine selects, on two Ms, until it has received two elements from one
// channel and seen the other one closed; two of its waits have a timeout.  One
// thread sends, another one closes, and sysmon lets the timer go off whenever
// it is set.  What must be true, besides what park_model.h says:
//
//   - exactly one case is done by each select, and select says which
//   - who has said which has taken that case's waiter out
//   - the select's places are out of all queues before it returns
#ifndef PAGURUS_TESTS_MODEL_SELECT_MODEL_H_
#define PAGURUS_TESTS_MODEL_SELECT_MODEL_H_

#include "tests/model/waits.h"

namespace pagurus::select_model {

enum { kM0, kM1, kSender, kCloser, kSysmon, kThreads };
// The channels, by address, are 0 and 1; their locks, and Gobuf.ret.
enum { kChanLock = kFirstVar, kRet = kChanLock + 2, kVars };
enum { kSends = 2, kTimeouts = 2 };

// Where an M is.
enum {
  kLoop,
  kLock0,
  kLock1,
  kChoose,
  kLeave,
  kLockTimers,
  kInsertTimer,
  kUnlock0,
  kUnlock1,
  kResume,
  kStopTimer,
  kTakeTimer,
  kDequeue0,
  kRemove0,
  kDequeue1,
  kRemove1,
  kNext,
};

struct SelectState : WaitState<kThreads, kVars> {
  // Under the channels' locks.
  uint8_t count, closed, queued[2], waiter_ticket[2];
  // The goroutine's own.
  uint8_t active[2], armed, timeouts, received, saw_close, is_over;
  // Of the others.
  uint8_t sent;
  // Observed: the wait that was handed an element; that saw the close.
  uint8_t delivered, closed_for;
};

struct SelectModel : WaitModel<SelectState> {
  using State = SelectState;
  using Out = Steps<SelectState>;

  SelectState Start() const {
    SelectState s{};
    s.memory[kStatus] = kRunning;
    s.pc[kM0] = kLock0;
    s.wait = 1;
    s.active[0] = s.active[1] = 1;
    return s;
  }

  void Step(const SelectState& s, int t, Out* out) const {
    if (t == kSender) return StepSender(s, out);
    if (t == kCloser) return StepCloser(s, out);
    if (t == kSysmon) return StepSysmon(s, t, out);
    if (s.pc[t] < kResume) return StepBegin(s, t, out);
    StepResume(s, t, out);
  }

  // Begin, EnqueueAll, CommitSelect.
  void StepBegin(const SelectState& s, int t, Out* out) const {
    SelectState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    const bool early = mutant == WaitMutant::kUnlockBeforeStatus;
    switch (s.pc[t]) {
      case kLoop:
        return Execute(s, t, kResume, out);
      case kLock0:
      case kLock1: {
        // LockAll: by ascending address.
        const int c = s.pc[t] - kLock0;
        if (s.active[c] && !n.TryLock(t, kChanLock + c)) return;
        return to(s.pc[t] + 1, c == 0 ? "locks channel 0" : "locks channel 1");
      }
      case kChoose:
        return Choose(s, t, out);
      case kLeave:
        if (!s.CanStore(t, 2)) return;
        LeaveGoroutine(&n, t);
        if (early) {
          n.committing = 0;
          return to(kLoop, "park: stores context and status, too late");
        }
        return to(s.armed && mutant != WaitMutant::kTimerAfterUnlock
                      ? kLockTimers
                      : kUnlock0,
                  "park: stores context and status");
      case kLockTimers:
        if (n.TryLock(t, kTimersLock)) to(kInsertTimer, "commit: locks timers");
        return;
      case kInsertTimer: {
        if (!s.CanStore(t)) return;
        n.timer_set = 1;
        n.timer_ticket = s.waiter_ticket[s.active[0] ? 0 : 1];
        n.Store(t, kTimersLock, 0);
        if (mutant == WaitMutant::kTimerBeforeStatus) {
          return to(kLeave, "starts the timer, too early");
        }
        if (mutant == WaitMutant::kTimerAfterUnlock) {
          n.committing = 0;
          return to(kLoop, "commit: starts the timer, too late");
        }
        return to(kUnlock0, "commit: starts the timer");
      }
      case kUnlock0:
      case kUnlock1: {
        if (!s.CanStore(t)) return;
        if (s.committing != s.wait) {
          return out->Violate("the commit uses another wait's block");
        }
        const int c = s.pc[t] == kUnlock0 ? 0 : 1;
        if (s.active[c]) n.Store(t, kChanLock + c, 0);
        // UnlockAll is done with the block when it releases the last lock.
        if (c == 0 && s.active[1]) return to(kUnlock1, "commit: unlocks");
        if (early) return to(kLeave, "unlocks, too early");
        if (mutant == WaitMutant::kTimerAfterUnlock && s.armed) {
          return to(kLockTimers, "commit: unlocks");
        }
        n.committing = 0;
        return to(kLoop, "commit: unlocks the last channel");
      }
    }
  }

  // DoOne; else EnqueueAll.
  void Choose(const SelectState& s, int t, Out* out) const {
    if (!s.CanStore(t, 4)) return;
    SelectState unlocked = s;
    unlocked.pc[t] = kNext;
    unlocked.is_over = 1;
    for (int c = 0; c < 2; ++c) {
      if (s.active[c]) unlocked.Store(t, kChanLock + c, 0);
    }
    bool any = false;
    if (s.active[0] && s.count != 0) {
      SelectState n = unlocked;
      --n.count;
      ++n.received;
      out->Add(n, "select: receives at once, unlocks");
      any = true;
    }
    if (s.active[1] && s.closed) {
      SelectState n = unlocked;
      n.saw_close = 1;
      out->Add(n, "select: sees the close at once, unlocks");
      any = true;
    }
    if (any) return;
    SelectState n = s;
    if (s.committing != 0) return out->Violate("its block is in use still");
    const int ticket = NewTicket(&n, t);
    n.committing = s.wait;
    for (int c = 0; c < 2; ++c) {
      if (!s.active[c]) continue;
      if (s.queued[c]) return out->Violate("is in a queue already");
      n.queued[c] = 1;
      n.waiter_ticket[c] = static_cast<uint8_t>(ticket);
    }
    n.armed = s.timeouts < kTimeouts;
    n.timeouts = static_cast<uint8_t>(s.timeouts + n.armed);
    n.pc[t] = kLeave;
    if (mutant == WaitMutant::kUnlockBeforeStatus) n.pc[t] = kUnlock0;
    if (mutant == WaitMutant::kTimerBeforeStatus && n.armed) {
      n.pc[t] = kLockTimers;
    }
    out->Add(n, "select: a new ticket; waits in all queues");
  }

  // ResumeSelect.
  void StepResume(const SelectState& s, int t, Out* out) const {
    SelectState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    const bool timed_out = s.armed && s.Load(t, kTimedOut) != 0;
    const int winner = timed_out ? 2 : s.Load(t, kRet);
    switch (s.pc[t]) {
      case kResume: {
        if (timed_out != (s.timed_out == s.wait)) {
          return out->Violate("does not know how its wait has ended");
        }
        if (!timed_out && winner != (s.delivered == s.wait ? 0 : 1)) {
          return out->Violate("does not know which case was done");
        }
        if (winner < 2 && s.queued[winner]) {
          return out->Violate("the case that was done is in its queue");
        }
        const bool stop =
            s.armed && !timed_out && mutant != WaitMutant::kTimerNotStopped;
        return to(stop ? kStopTimer : kDequeue0, "resume");
      }
      case kStopTimer:
        if (n.TryLock(t, kTimersLock)) to(kTakeTimer, "StopTimer: locks");
        return;
      case kTakeTimer:
        if (!s.CanStore(t)) return;
        n.timer_set = 0;
        n.Store(t, kTimersLock, 0);
        return to(kDequeue0, "StopTimer: takes it out, unlocks");
      case kDequeue0:
      case kDequeue1: {
        const int c = s.pc[t] == kDequeue0 ? 0 : 1;
        if (!s.active[c] || winner == c ||
            mutant == WaitMutant::kStaysInQueue) {
          return to(s.pc[t] + 2, "resume: this place is out already");
        }
        if (n.TryLock(t, kChanLock + c)) to(s.pc[t] + 1, "Dequeue: locks");
        return;
      }
      case kRemove0:
      case kRemove1: {
        if (!s.CanStore(t)) return;
        const int c = s.pc[t] == kRemove0 ? 0 : 1;
        n.queued[c] = 0;
        n.Store(t, kChanLock + c, 0);
        return to(s.pc[t] + 1, "Dequeue: unlocks");
      }
      case kNext: {
        const int ways = (s.delivered == s.wait) + (s.closed_for == s.wait) +
                         (s.timed_out == s.wait) + s.is_over;
        if (ways != 1) return out->Violate("not one case of a select is done");
        if (s.delivered == s.wait) ++n.received;
        if (s.closed_for == s.wait) n.saw_close = 1;
        n.delivered = n.closed_for = n.timed_out = n.is_over = n.armed = 0;
        ++n.wait;
        n.active[0] = n.received < kSends;
        n.active[1] = !n.saw_close;
        if (!n.active[0] && !n.active[1]) return to(kLoop, "is done");
        return to(kLock0, "the next select");
      }
    }
  }

  // channel.cc SendLocked.
  void StepSender(const SelectState& s, Out* out) const {
    const int t = kSender;
    SelectState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    switch (s.pc[t]) {
      case 0:
        if (s.sent == kSends || !n.TryLock(t, kChanLock)) return;
        ++n.sent;
        return to(1, "sender: locks");
      case 1:
        if (!s.queued[0]) return to(4, "sender: nobody waits");
        n.queued[0] = 0;
        return to(2, "sender: takes a waiter out");
      case 2:
      case 3: {
        SelectState claimed = s;
        claimed.delivered = s.wait;
        if (mutant == WaitMutant::kWakerDoesNotClaim) {
          claimed.pc[t] = 5;
          return out->Add(claimed, "sender: does not claim");
        }
        return Claim(s, t, s.waiter_ticket[0], s.pc[t] == 3, 5, 4, out,
                     claimed);
      }
      case 4:
        if (!s.CanStore(t)) return;
        ++n.count;
        n.Store(t, kChanLock, 0);
        return to(0, "sender: into the buffer, unlocks");
      case 5:
        if (!s.CanStore(t, 2)) return;
        n.Store(t, kRet, 0);
        n.Store(t, kChanLock, 0);
        return to(kReady, "sender: says which case, unlocks");
      default:
        return MakeReady(s, t, 0, out);
    }
  }

  // channel.cc CloseLocked.
  void StepCloser(const SelectState& s, Out* out) const {
    const int t = kCloser;
    SelectState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    switch (s.pc[t]) {
      case 0:
        if (s.closed || !n.TryLock(t, kChanLock + 1)) return;
        n.closed = 1;
        return to(1, "closer: locks");
      case 1:
        if (!s.queued[1]) return to(4, "closer: nobody waits");
        n.queued[1] = 0;
        return to(2, "closer: takes a waiter out");
      case 2:
      case 3: {
        SelectState claimed = s;
        claimed.closed_for = s.wait;
        return Claim(s, t, s.waiter_ticket[1], s.pc[t] == 3, 5, 4, out,
                     claimed);
      }
      case 4:
        if (!s.CanStore(t)) return;
        n.Store(t, kChanLock + 1, 0);
        return to(0, "closer: unlocks");
      case 5:
        if (!s.CanStore(t, 2)) return;
        n.Store(t, kRet, 1);
        n.Store(t, kChanLock + 1, 0);
        return to(kReady, "closer: says which case, unlocks");
      default:
        return MakeReady(s, t, 0, out);
    }
  }

  void Check(const SelectState& s, Out* out) const {
    if (s.received + s.count > s.sent)
      out->Violate("received what nobody sent");
  }

  bool MayEnd(const SelectState& s) const {
    return s.received == kSends && s.saw_close && s.pc[kM0] == kLoop &&
           s.pc[kM1] == kLoop && s.pc[kSender] == 0 && s.pc[kCloser] == 0 &&
           s.pc[kSysmon] == 0 && !s.timer_set && !s.in_run_queue &&
           !s.queued[0] && !s.queued[1] && s.count == 0;
  }
};

}  // namespace pagurus::select_model

#endif  // PAGURUS_TESTS_MODEL_SELECT_MODEL_H_
