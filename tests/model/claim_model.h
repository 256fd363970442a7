// A goroutine that waits and is moved by another thread, against who makes it
// ready and who runs it (runtime/sched/claim.h, sched.cc, park.cc).
//
// A goroutine parks three times.  Two Ms make it ready and run it: the one that
// woke it, out of its own queue, without any fence in between, or the other
// one, to which it is handed.  A third thread moves the goroutine's stack,
// three times, if it can claim it: while the goroutine waits, or is on its way
// to who runs it.  What must be true:
//
//   - the goroutine does not run while its stack is moved
//   - who runs or moves it finds the context that was stored last
//   - nobody waits for ever
//
// With a collector, a fourth thread: it begins a cycle when the world is
// stopped, and then visits the goroutine as the mover moves it; whoever is
// about to run it first visits it instead (runtime/marking.h).  The claim word
// has an epoch then.  What must be true besides:
//
//   - the goroutine does not run unvisited in the cycle
//   - it is visited once, and neither runs nor moves meanwhile
//   - when the collector is done with it, it is visited, or about to be
#ifndef PAGURUS_TESTS_MODEL_CLAIM_MODEL_H_
#define PAGURUS_TESTS_MODEL_CLAIM_MODEL_H_

#include "tests/model/explorer.h"

namespace pagurus::claim_model {

enum class Mutant {
  kNone,
  kNoHeavyBarrier,
  kWakerLooks,
  kNobodyLooks,
  kLooksBeforeRunning,
  kClaimsAnything,
  kStatusBeforeContext,
  kReleasedTooEarly,
  // Of the collector:
  kRunningNotVisited,
  kWhoRunsDoesNotVisit,
  kWhoRunsDoesNotWait,
  kVisitsUnclaimed,
  kVisitsWithoutBarrier,
  kVisitedBeforeItIs,
  kGivesUpIfClaimed,
  kGivesUpIfRunnable,
  kDoesNotLookAgain,
  kBeginsWhileMoved,
};

enum { kM0, kM1, kMover, kCollector, kThreads };
// The context is the number of the stack that it lies on, from 1 on.  An inbox
// is where one M finds what the other one gives it.
enum { kLock, kStatus, kClaimed, kContext, kInbox, kVars = kInbox + 2 };
enum { kWaiting = 1, kRunnable, kRunning };  // kStatus; 0: it has ended
// Of the claim word.
enum { kClaim = 1, kEpoch = 2 };

// Where an M is.
enum {
  kLoop,
  kTake,
  kReady,
  kQueue,
  kExecute,
  kRun,
  kAwait,
  kNote,
  kNoted,
  kGo,
  kRuns,
  kPark,
  kLeave,
  kUnlock,
};

struct ClaimState : ModelState<kThreads, kVars> {
  uint8_t queued;  // the goroutine's waiter, under the lock
  uint8_t parks, moves;
  uint8_t looked[kThreads];  // a mutant's look
  uint8_t epoch;             // the world's; changes while it is stopped
  // Observed: the stack; who is on it; how many visit it, and have.
  uint8_t stack, running, moving, visiting, visits;
};

struct ClaimModel {
  using State = ClaimState;
  using Out = Steps<ClaimState>;
  Mutant mutant = Mutant::kNone;
  bool collects = false;
  int max_parks = 3;
  int max_moves = 3;

  ClaimState Start() const {
    ClaimState s{};
    s.memory[kStatus] = kRunning;
    s.memory[kContext] = s.stack = 1;
    s.pc[kM0] = kRuns;
    s.running = 1;
    return s;
  }

  void Step(const ClaimState& s, int t, Out* out) const {
    if (!s.CanStore(t, 2)) return;
    if (t == kMover) return StepMover(s, out);
    if (t == kCollector) return StepCollector(s, out);
    if (s.pc[t] <= kQueue) return Wake(s, t, out);
    Run(s, t, out);
  }

  // An M that looks for something to do; sched.cc Ready, steal.cc Grant.
  void Wake(const ClaimState& s, int t, Out* out) const {
    ClaimState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    switch (s.pc[t]) {
      case kLoop:
        if (s.Load(t, kInbox + t) != 0) {
          n.Store(t, kInbox + t, 0);
          return to(kExecute, "has been given the goroutine");
        }
        if (s.queued && n.TryLock(t, kLock)) to(kTake, "waker: locks");
        return;
      case kTake: {
        const bool taken = s.queued != 0;
        n.queued = 0;
        n.Store(t, kLock, 0);
        return to(taken ? kReady : kLoop, "waker: takes the waiter out");
      }
      case kReady:
        if (s.Load(t, kStatus) != kWaiting) {
          return out->Violate("made ready although it does not wait");
        }
        if (mutant == Mutant::kWakerLooks && !s.looked[t]) {
          if (s.Load(t, kClaimed) & kClaim) return;
          n.looked[t] = 1;
          return to(kReady, "Ready: it is not claimed");
        }
        n.looked[t] = 0;
        n.Store(t, kStatus, kRunnable);
        return to(kQueue, "Ready: status = runnable");
      case kQueue:
        to(kExecute, "takes it out of its own queue");
        n = s;
        n.Store(t, kInbox + (1 - t), 1);
        return to(kLoop, "gives it to the other M");
    }
  }

  // sched.cc Execute; park.cc.
  void Run(const ClaimState& s, int t, Out* out) const {
    ClaimState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    const bool early_look = mutant == Mutant::kLooksBeforeRunning;
    switch (s.pc[t]) {
      case kExecute:
        if (s.Load(t, kStatus) != kRunnable) {
          return out->Violate("runs what is not runnable");
        }
        return to(early_look ? kAwait : kRun, "Execute: it is runnable");
      case kRun:
        n.Store(t, kStatus, kRunning);
        return to(early_look ? kGo : kAwait, "Execute: status = running");
      case kAwait:
        if (mutant != Mutant::kWakerLooks && mutant != Mutant::kNobodyLooks &&
            (s.Load(t, kClaimed) & kClaim) != 0 &&
            mutant != Mutant::kWhoRunsDoesNotWait) {
          return;
        }
        if (!early_look && (s.Load(t, kClaimed) & kEpoch) != s.epoch &&
            mutant != Mutant::kWhoRunsDoesNotVisit) {
          return to(kNote, "AwaitRelease: it is not visited");
        }
        return to(early_look ? kRun : kGo, "AwaitClaimant: it is not claimed");
      case kNote:
        ++n.visiting;
        return to(kNoted, "AwaitRelease: begins to visit it");
      case kNoted:
        if (!s.Drained(t)) return;
        --n.visiting;
        ++n.visits;
        n.memory[kClaimed] =
            static_cast<uint8_t>((s.memory[kClaimed] & kClaim) | s.epoch);
        return to(kGo, "AwaitRelease: has visited it");
      case kGo:
        if (s.Load(t, kContext) != s.stack) {
          return out->Violate("goes on where the stack is no more");
        }
        if (s.epoch != 0 && s.visits == 0) {
          return out->Violate("runs unvisited");
        }
        n.running = 1;
        return to(kRuns, "runs");
      case kRuns:
        if (s.parks < max_parks) return to(kPark, "has to wait");
        n.running = 0;
        n.Store(t, kStatus, 0);
        return to(kLoop, "ends");
      case kPark:
        if (n.TryLock(t, kLock)) to(kLeave, "locks");
        return;
      case kLeave:
        ++n.parks;
        n.queued = 1;
        n.running = 0;
        if (mutant == Mutant::kStatusBeforeContext) {
          n.Store(t, kStatus, kWaiting);
          n.Store(t, kContext, s.stack);
        } else {
          n.Store(t, kContext, s.stack);
          n.Store(t, kStatus, kWaiting);
        }
        return to(kUnlock, "park: stores context and status");
      case kUnlock:
        n.Store(t, kLock, 0);
        return to(kLoop, "commit: unlocks");
    }
  }

  // claim.cc Claim, the mover, ReleaseClaim.
  void StepMover(const ClaimState& s, Out* out) const {
    const int t = kMover;
    ClaimState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    const bool early = mutant == Mutant::kReleasedTooEarly;
    switch (s.pc[t]) {
      case 0:
        if (s.moves == max_moves || !s.Drained(t)) return;
        ++n.moves;
        if ((s.memory[kClaimed] & kClaim) != 0) return to(0, "Claim: taken");
        n.memory[kClaimed] |= kClaim;
        return to(mutant == Mutant::kNoHeavyBarrier ? 2 : 1,
                  "Claim: claimed = true");
      case 1:
        return HeavyBarrierStep(s, t, 2, "Claim: the heavy barrier", out);
      case 2: {
        const int status = s.Load(t, kStatus);
        const bool yes =
            status == kWaiting || status == kRunnable ||
            (status == kRunning && mutant == Mutant::kClaimsAnything);
        return to(yes ? 3 : 6, "Claim: reads the status");
      }
      case 3:
        if (s.Load(t, kContext) != s.stack) {
          return out->Violate("moves from where the stack is no more");
        }
        n.moving = 1;
        if (early) n.Store(t, kClaimed, s.epoch);
        return to(4, "the mover copies");
      case 4:
        n.Store(t, kContext, ++n.stack);
        return to(5, "the mover corrects the context");
      case 5:
        n.moving = 0;
        return to(early ? 0 : 6, "the mover is done");
      case 6:
        if (!s.Drained(t)) return;
        n.memory[kClaimed] &= kEpoch;
        return to(0, "ReleaseClaim");
    }
  }

  // marking.cc: BeginMarking and VisitRunning; Share.
  void StepCollector(const ClaimState& s, Out* out) const {
    const int t = kCollector;
    ClaimState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    switch (s.pc[t]) {
      case 0: {
        // The world is stopped: nobody is in the middle of the scheduler, or
        // moves.
        const bool stopped =
            collects && (s.pc[kM0] == kLoop || s.pc[kM0] == kRuns) &&
            (s.pc[kM1] == kLoop || s.pc[kM1] == kRuns) && s.Drained(kM0) &&
            s.Drained(kM1) && s.Drained(kMover) &&
            (s.pc[kMover] == 0 || mutant == Mutant::kBeginsWhileMoved);
        if (!stopped || s.memory[kStatus] == 0) return;
        n.epoch = kEpoch;
        if (s.running && mutant != Mutant::kRunningNotVisited) {
          if (s.moving) return out->Violate("visited while it is moved");
          n.visits = 1;
          n.memory[kClaimed] = kEpoch;
        }
        return to(1, "BeginMarking, VisitRunning");
      }
      case 1: {
        if ((s.Load(t, kClaimed) & kEpoch) != 0) {
          return to(9, "Add: it is visited");
        }
        const int status = s.Load(t, kStatus);
        const bool stands =
            status == kWaiting ||
            (status == kRunnable && mutant != Mutant::kGivesUpIfRunnable);
        return to(stands ? 2 : 9, "Add: reads the status");
      }
      case 2:
        if ((s.memory[kClaimed] & kClaim) != 0) {
          if (mutant == Mutant::kGivesUpIfClaimed) return to(9, "gives up");
          return;  // again, later
        }
        if (mutant != Mutant::kVisitsUnclaimed) n.memory[kClaimed] |= kClaim;
        return to(mutant == Mutant::kVisitsWithoutBarrier ? 4 : 3,
                  "Visit: claims it");
      case 3:
        return HeavyBarrierStep(s, t, 4, "Visit: the heavy barrier", out);
      case 4: {
        const int status = s.Load(t, kStatus);
        const bool yes = status == kWaiting || status == kRunnable;
        return to(yes ? 5 : 8, "Visit: reads the status");
      }
      case 5:
        if ((s.Load(t, kClaimed) & kEpoch) != 0 &&
            mutant != Mutant::kDoesNotLookAgain) {
          return to(8, "Visit: it is visited by now");
        }
        if (s.Load(t, kContext) != s.stack) {
          return out->Violate("visits where the stack is no more");
        }
        if (mutant == Mutant::kVisitedBeforeItIs) {
          n.memory[kClaimed] = kEpoch;
        }
        ++n.visiting;
        return to(6, "Visit: begins");
      case 6:
        --n.visiting;
        ++n.visits;
        return to(7, "Visit: ends");
      case 7:
        n.memory[kClaimed] |= kEpoch;
        return to(8, "SetVisited");
      case 8:
        n.memory[kClaimed] &= kEpoch;
        return to(9, "ReleaseClaim");
    }
  }

  void Check(const ClaimState& s, Out* out) const {
    if (s.running && s.moving) out->Violate("runs while it is moved");
    if (s.visiting != 0 && s.running) out->Violate("runs while it is visited");
    if (s.visiting != 0 && s.moving) out->Violate("moves while it is visited");
    if (s.visits + s.visiting > 1) out->Violate("visited twice");
    if (s.pc[kCollector] == 9 && s.visits == 0 && s.visiting == 0 &&
        (s.memory[kStatus] == kWaiting || s.memory[kStatus] == kRunnable) &&
        s.Drained(kM0) && s.Drained(kM1)) {
      out->Violate("waits unvisited");
    }
  }

  bool MayEnd(const ClaimState& s) const {
    return s.parks == max_parks && s.memory[kStatus] == 0 && !s.queued &&
           s.pc[kM0] == kLoop && s.pc[kM1] == kLoop && s.pc[kMover] == 0 &&
           s.moves == max_moves && (s.memory[kClaimed] & kClaim) == 0 &&
           (s.pc[kCollector] == 0 || s.pc[kCollector] == 9);
  }
};

}  // namespace pagurus::claim_model

#endif  // PAGURUS_TESTS_MODEL_CLAIM_MODEL_H_
