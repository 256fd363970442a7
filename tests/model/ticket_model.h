// pag_park and pag_ready (runtime/sync/park_ready.cc).
//
// A goroutine prepares a wait, publishes its ticket and parks; twice, the first
// time with a timeout.  One thread calls pag_ready twice with the first ticket
// that it sees, as late as it likes; another one with the second ticket. sysmon
// lets the timer go off whenever it is set.  What must be true, besides what
// park_model.h says:
//
//   - pag_ready returns 1 once for each wait at most, and then the wait returns
//     its value, whether it had begun or not
//   - an old ticket ends no wait
#ifndef PAGURUS_TESTS_MODEL_TICKET_MODEL_H_
#define PAGURUS_TESTS_MODEL_TICKET_MODEL_H_

#include "tests/model/waits.h"

namespace pagurus::ticket_model {

enum class Mutant {
  kNone,
  kReadyIgnoresTheNumber,
  kParkIgnoresReady,
  kReadyAgain,
  kParkedWithoutTheLock,
};

enum { kM0, kM1, kReady1, kReady2, kSysmon, kThreads };
enum { kExtraLock = kFirstVar, kPublished, kVars };
enum { kRounds = 2, kReadies = 2 };

enum {
  kLoop,
  kPrepareLock,
  kPrepare,
  kPark,
  kParkLock,
  kParkLook,
  kLeave,
  kLockTimers,
  kInsertTimer,
  kUnlock,
  kResume,
  kStopTimer,
  kTakeTimer,
  kWokenLock,
  kWoken,
  kNext,
};

struct TicketState : WaitState<kThreads, kVars> {
  // Extra, under its lock.
  uint8_t number, over, parked, timed, claim;
  // Of the callers of pag_ready: the ticket; calls made.
  uint8_t ticket[kThreads], calls[kThreads], was_parked[kThreads];
  // Observed: calls of pag_ready that ended this wait; if it says so.
  uint8_t ended, returned_ready;
};

struct TicketModel : WaitModel<TicketState> {
  using State = TicketState;
  using Out = Steps<TicketState>;
  Mutant own = Mutant::kNone;

  TicketState Start() const {
    TicketState s{};
    s.memory[kStatus] = kRunning;
    s.pc[kM0] = kPrepareLock;
    s.wait = 1;
    s.over = 1;
    return s;
  }

  void Step(const TicketState& s, int t, Out* out) const {
    if (t == kSysmon) return StepSysmon(s, t, out);
    if (t == kReady1 || t == kReady2) return StepReady(s, t, out);
    StepM(s, t, out);
  }

  void StepM(const TicketState& s, int t, Out* out) const {
    TicketState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    if (!s.CanStore(t, 3)) return;
    switch (s.pc[t]) {
      case kLoop:
        return Execute(s, t, kResume, out);
      case kPrepareLock:
        if (n.TryLock(t, kExtraLock)) to(kPrepare, "Prepare: locks");
        return;
      case kPrepare:
        ++n.number;
        n.over = n.parked = n.ended = n.returned_ready = 0;
        n.Store(t, kExtraLock, 0);
        n.Store(t, kPublished, n.number);
        return to(kPark, "Prepare: unlocks; the ticket is published");
      case kPark:
        n.timed = s.wait < kRounds;
        if (n.timed) n.claim = static_cast<uint8_t>(NewTicket(&n, t));
        n.parked = own == Mutant::kParkedWithoutTheLock;
        return to(kParkLock, "Park: a new ticket");
      case kParkLock:
        if (n.TryLock(t, kExtraLock)) to(kParkLook, "Park: locks");
        return;
      case kParkLook:
        if (s.over && own != Mutant::kParkIgnoresReady) {
          n.returned_ready = 1;
          n.Store(t, kExtraLock, 0);
          return to(kNext, "Park: it is ready already, unlocks");
        }
        n.parked = 1;
        n.committing = s.wait;
        if (mutant == WaitMutant::kUnlockBeforeStatus) {
          n.Store(t, kExtraLock, 0);
        }
        return to(kLeave, "Park: parked = true");
      case kLeave:
        LeaveGoroutine(&n, t);
        return to(s.timed ? kLockTimers : kUnlock,
                  "park: stores context and status");
      case kLockTimers:
        if (n.TryLock(t, kTimersLock)) to(kInsertTimer, "commit: locks timers");
        return;
      case kInsertTimer:
        n.timer_set = 1;
        n.timer_ticket = s.claim;
        n.Store(t, kTimersLock, 0);
        return to(kUnlock, "commit: starts the timer");
      case kUnlock:
        n.committing = 0;
        if (mutant != WaitMutant::kUnlockBeforeStatus) {
          n.Store(t, kExtraLock, 0);
        }
        return to(kLoop, "commit: unlocks");
      case kResume:
        // WokenUp.
        return to(
            s.timed && s.Load(t, kTimedOut) == 0 ? kStopTimer : kWokenLock,
            "resume: EndTimeout");
      case kStopTimer:
        if (n.TryLock(t, kTimersLock)) to(kTakeTimer, "StopTimer: locks");
        return;
      case kTakeTimer:
        n.timer_set = 0;
        n.Store(t, kTimersLock, 0);
        return to(kWokenLock, "StopTimer: takes it out, unlocks");
      case kWokenLock:
        if (n.TryLock(t, kExtraLock)) to(kWoken, "resume: locks");
        return;
      case kWoken:
        n.returned_ready = s.over;
        n.over = 1;
        n.parked = 0;
        n.Store(t, kExtraLock, 0);
        return to(kNext, "resume: unlocks");
      case kNext:
        if (s.ended > 1) return out->Violate("pag_ready returned 1 twice");
        if (s.returned_ready != s.ended) {
          return out->Violate("pag_park does not say what pag_ready said");
        }
        if (!s.ended && s.timed_out != s.wait) {
          return out->Violate("a wait ended by itself");
        }
        n.timed_out = 0;
        ++n.wait;
        return to(s.wait == kRounds ? kLoop : kPrepareLock, "pag_park returns");
    }
  }

  // EndWaitOf.
  void StepReady(const TicketState& s, int t, Out* out) const {
    TicketState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    const int least = t == kReady1 ? 1 : kRounds;
    switch (s.pc[t]) {
      case 0:
        if (s.calls[t] == kReadies || s.Load(t, kPublished) < least) return;
        if (s.ticket[t] == 0) n.ticket[t] = s.Load(t, kPublished);
        ++n.calls[t];
        return to(1, "pag_ready: has a ticket");
      case 1:
        if (n.TryLock(t, kExtraLock)) to(2, "pag_ready: locks");
        return;
      case 2: {
        const bool old =
            s.number != s.ticket[t] && own != Mutant::kReadyIgnoresTheNumber;
        if (old || (s.over && own != Mutant::kReadyAgain)) {
          return to(4, "pag_ready: that wait is over");
        }
        if (!s.parked || !s.timed || mutant == WaitMutant::kWakerDoesNotClaim) {
          return to(5, "pag_ready: nobody else can end it");
        }
        return to(3, "pag_ready: has to claim it");
      }
      case 3: {
        const TicketState claimed = s;
        return Claim(s, t, s.claim, true, 5, 4, out, claimed);
      }
      case 4:
        if (!s.CanStore(t)) return;
        n.Store(t, kExtraLock, 0);
        return to(0, "pag_ready: unlocks, returns 0");
      case 5:
        if (!s.CanStore(t)) return;
        if (s.ticket[t] != s.wait) {
          return out->Violate("an old ticket ends a wait");
        }
        n.over = 1;
        ++n.ended;
        n.was_parked[t] = s.parked;
        n.Store(t, kExtraLock, 0);
        return to(6, "pag_ready: over = true, unlocks");
      case 6:
        return to(s.was_parked[t] ? kReady : 0, "pag_ready: returns 1");
      default:
        return MakeReady(s, t, 0, out);
    }
  }

  void Check(const TicketState&, Out*) const {}

  bool MayEnd(const TicketState& s) const {
    return s.wait == kRounds + 1 && s.pc[kM0] == kLoop && s.pc[kM1] == kLoop &&
           s.pc[kReady1] == 0 && s.pc[kReady2] == 0 && s.pc[kSysmon] == 0 &&
           !s.timer_set && !s.in_run_queue;
  }
};

}  // namespace pagurus::ticket_model

#endif  // PAGURUS_TESTS_MODEL_TICKET_MODEL_H_
