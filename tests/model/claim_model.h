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
};

enum { kM0, kM1, kMover, kThreads };
// The context is the number of the stack that it lies on, from 1 on.  An inbox
// is where one M finds what the other one gives it.
enum { kLock, kStatus, kClaimed, kContext, kInbox, kVars = kInbox + 2 };
enum { kWaiting = 1, kRunnable, kRunning };  // kStatus; 0: it has ended
enum { kParks = 3, kMoves = 3 };

// Where an M is.
enum {
  kLoop,
  kTake,
  kReady,
  kQueue,
  kExecute,
  kRun,
  kAwait,
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
  // Observed: the stack; who is on it.
  uint8_t stack, running, moving;
};

struct ClaimModel {
  using State = ClaimState;
  using Out = Steps<ClaimState>;
  Mutant mutant = Mutant::kNone;

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
          if (s.Load(t, kClaimed)) return;
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
            s.Load(t, kClaimed)) {
          return;
        }
        return to(early_look ? kRun : kGo, "AwaitClaimant: it is not claimed");
      case kGo:
        if (s.Load(t, kContext) != s.stack) {
          return out->Violate("goes on where the stack is no more");
        }
        n.running = 1;
        return to(kRuns, "runs");
      case kRuns:
        if (s.parks < kParks) return to(kPark, "has to wait");
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
        if (s.moves == kMoves || !s.Drained(t)) return;
        ++n.moves;
        n.memory[kClaimed] = 1;
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
        if (early) n.Store(t, kClaimed, 0);
        return to(4, "the mover copies");
      case 4:
        n.Store(t, kContext, ++n.stack);
        return to(5, "the mover corrects the context");
      case 5:
        n.moving = 0;
        return to(early ? 0 : 6, "the mover is done");
      case 6:
        n.Store(t, kClaimed, 0);
        return to(0, "ReleaseClaim");
    }
  }

  void Check(const ClaimState& s, Out* out) const {
    if (s.running && s.moving) out->Violate("runs while it is moved");
  }

  bool MayEnd(const ClaimState& s) const {
    return s.parks == kParks && s.memory[kStatus] == 0 && !s.queued &&
           s.pc[kM0] == kLoop && s.pc[kM1] == kLoop && s.pc[kMover] == 0 &&
           s.moves == kMoves && !s.memory[kClaimed];
  }
};

}  // namespace pagurus::claim_model

#endif  // PAGURUS_TESTS_MODEL_CLAIM_MODEL_H_
