// The Ms of stop_model.h: on their way through native code, managed code and
// the runtime.
#ifndef PAGURUS_TESTS_MODEL_STOP_MS_H_
#define PAGURUS_TESTS_MODEL_STOP_MS_H_

#include "tests/model/stop_state.h"

namespace pagurus::stop_model {

// What an M does next.
enum {
  kRuns,  // managed code, past a check
  kInNative,
  kLeaveLook,
  kAwait,
  kScopeLook,
  kScopeRead,
  kScopeEnd,
  kEnsureP,
  kAcquire,
  kUnpoison,
  kSetGuard,
  kAttend,
  kLeaveNewStack,
  kRest,
  kGiveUp,
  kRestUntilStarted,
  kEndRest,
  kEndRestLook,
  kSleepRests,
  kSleep,
  kSleepEnds,
};

// idle.cc
inline void AcquireP(const StopState& s, int t, Mutant mutant,
                     Steps<StopState>* out) {
  StopState n = s;
  if (!n.TryLock(t, kSchedLock)) return;
  n.pc[t] = kEnsureP;
  if (s.memory[kMHasP + t] != 0 && mutant != Mutant::kAcquireLooksNotAgain) {
    n.Store(t, kSchedLock, 0);
    return out->Add(n, "AcquireP: they thought better of it");
  }
  if (!s.awaits[t]) return out->Violate("managed code has no P");
  // PopIdleP.
  if (s.idle_ps != 0 && !s.memory[kStopping]) {
    const int p = __builtin_ctz(s.idle_ps);
    n.idle_ps = static_cast<uint8_t>(s.idle_ps & (s.idle_ps - 1));
    Take(&n, t, t, p);
    n.Store(t, kSchedLock, 0);
    return out->Add(n, "AcquireP: takes an idle P");
  }
  PushWantsP(&n, t);
  n.Store(t, kSchedLock, 0);
  n.pc[t] = kSleepRests;
  out->Add(n, "AcquireP: waits for a P");
}

// idle_stopped.cc
inline void GiveUpPWhileStopped(const StopState& s, int t, Mutant mutant,
                                Steps<StopState>* out) {
  StopState n = s;
  if (!n.TryLock(t, kSchedLock)) return;
  const int p = s.memory[kMHasP + t];
  const bool stops =
      s.memory[kStopping] || mutant == Mutant::kGivesUpWithoutALook;
  if (p == 0 || !stops) {
    n.Store(t, kSchedLock, 0);
    n.rests[t] = 0;
    n.pc[t] = s.rests[t] ? kRestUntilStarted : kLeaveNewStack;
    return out->Add(n, "GiveUpPWhileStopped: has none, or the world runs");
  }
  n.uses[t] = 0;
  n.Store(t, kMHasP + t, 0);
  PushIdleP(&n, p - 1, out);
  PushWantsP(&n, t);
  n.Store(t, kSchedLock, 0);
  n.pc[t] = kSleepRests;
  out->Add(n, "GiveUpPWhileStopped: the P is idle");
}

inline void StepM(const StopState& s, int t, Mutant mutant,
                  Steps<StopState>* out) {
  StopState n = s;
  const auto to = [&](int pc, const char* what) {
    n.pc[t] = static_cast<uint8_t>(pc);
    out->Add(n, what);
    n = s;
  };
  const auto run = [&](int pc, const char* what) {
    n.managed[t] = 1;
    n.uses[t] = s.had[t];
    to(pc, what);
  };
  switch (s.pc[t]) {
    case kRuns:
      if (s.Load(t, kGuard + t) == kPoison || !s.grown[t]) {
        // morestack.S
        n.grown[t] |= s.Load(t, kGuard + t) != kPoison;
        n.managed[t] = 0;
        n.Store(t, kGuard + t, kNative);
        to(kEnsureP, "a check fails: morestack, guard = native");
      }
      // gate.S
      n.managed[t] = n.uses[t] = 0;
      ++n.calls[t];
      n.Store(t, kTransition + t, 1);
      n.Store(t, kGuard + t, kNative);
      return to(kInNative, "gate: a transition, guard = native");
    case kInNative:
      if (!s.scoped[t]) {
        n.scoped[t] = 1;
        n.Store(t, kInRuntime + t, 1);
        to(kScopeLook, "native code calls the runtime: RuntimeScope");
      }
      if (s.calls[t] == kCalls) return;  // for ever
      if (s.Load(t, kStackGuard + t) == kPoison &&
          mutant == Mutant::kGateLooksBeforeTheGuard) {
        return to(kAwait, "gate: G::stack_guard is poison");
      }
      n.Store(t, kGuard + t, s.Load(t, kStackGuard + t));
      return to(kLeaveLook, "native code returns: guard = G::stack_guard");
    case kLeaveLook:
      if (s.Load(t, kStackGuard + t) == kPoison &&
          mutant != Mutant::kGateLooksBeforeTheGuard) {
        return to(kAwait, "gate: G::stack_guard is poison");
      }
      n.Store(t, kTransition + t, 0);
      return run(kRuns, "gate: it is no poison; no transition");
    case kAwait:
      // gate.S __pag_await_managed, BecomeManaged.
      n.Store(t, kGuard + t, kNative);
      n.awaits[t] = 1;
      if (mutant == Mutant::kAwaitsOutsideAScope) {
        return to(kEnsureP, "BecomeManaged without a scope");
      }
      n.Store(t, kInRuntime + t, 1);
      return to(kScopeLook, "BecomeManaged: guard = native, RuntimeScope");
    // native.h, native.cc AwaitStart.
    case kScopeLook:
      if (s.Load(t, kStopping) && mutant != Mutant::kScopeDoesNotLook) {
        n.Store(t, kInRuntime + t, 0);
        return to(kRest, "RuntimeScope: the world stops");
      }
      n.operates[t] = !s.awaits[t];
      return to(s.awaits[t] ? kEnsureP : kScopeRead,
                "RuntimeScope: the world runs");
    case kScopeRead:
      n.uses[t] = s.Load(t, kMHasP + t);
      return to(kScopeEnd, "CurrentP");
    case kScopeEnd:
      n.operates[t] = n.uses[t] = 0;
      n.Store(t, kInRuntime + t, 0);
      return to(kInNative, "RuntimeScope ends");
    case kEnsureP:
      // In newstack or BecomeManaged.
      if (s.Load(t, kMHasP + t) == 0) return to(kAcquire, "EnsureP: no P");
      n.uses[t] = s.Load(t, kMHasP + t);
      return to(kUnpoison, "EnsureP: has a P");
    case kAcquire:
      return AcquireP(s, t, mutant, out);
    case kUnpoison:
      // newstack.cc Unpoisoned; BecomeManaged does it to both words.
      if (s.Load(t, kStackGuard + t) == kPoison) {
        n.Store(t, kStackGuard + t, kManaged);
      }
      if (!s.awaits[t]) return to(kAttend, "newstack: no poison");
      n.Store(t, kCallbackGuard + t, kManaged);
      return to(kSetGuard, "BecomeManaged: no poison");
    case kSetGuard:
      n.Store(t, kGuard + t, s.Load(t, kStackGuard + t));
      n.Store(t, kInRuntime + t, 0);
      n.Store(t, kTransition + t, 0);
      n.awaits[t] = 0;
      return run(kRuns, "BecomeManaged: guard, the scope ends");
    case kAttend:
      // preempt.cc Attend, RestAtSafepoint.
      return to(s.Load(t, kStopping) ? kGiveUp : kLeaveNewStack,
                "Attend: reads World::stopper");
    case kLeaveNewStack:
      n.Store(t, kGuard + t, s.Load(t, kStackGuard + t));
      return run(kRuns, "morestack: guard = G::stack_guard");
    // stop_world.cc Rest, in AwaitStart.
    case kRest:
      if (s.Load(t, kStopping)) {
        n.rests[t] = 1;
        return to(kGiveUp, "Rest: the world stops");
      }
      n.Store(t, kInRuntime + t, 1);
      if (mutant == Mutant::kAwaitStartLooksOnce) {
        n.operates[t] = !s.awaits[t];
        return to(s.awaits[t] ? kEnsureP : kScopeRead, "AwaitStart: goes on");
      }
      return to(kScopeLook, "AwaitStart: in_runtime = 1");
    case kGiveUp:
      return GiveUpPWhileStopped(s, t, mutant, out);
    case kRestUntilStarted:
      if (!s.Drained(t)) return;
      n.memory[kRests + t] = 1;
      return to(kEndRest, "RestUntilStarted: rests + 1");
    case kEndRest:
      // Sleeps until the start.
      if (!s.Drained(t) || s.Load(t, kStopping)) return;
      n.memory[kRests + t] = 0;
      return to(kEndRestLook, "EndRest: rests - 1");
    case kEndRestLook:
      return to(s.Load(t, kStopping) ? kRestUntilStarted : kRest,
                "EndRest: looks again");
    // idle_lists.cc SleepUntilGivenP.
    case kSleepRests:
      if (!s.Drained(t)) return;
      n.memory[kRests + t] = 1;
      return to(kSleep, "SleepUntilGivenP: rests + 1");
    case kSleep:
      if (s.Load(t, kNote + t) == 0) return;
      n.Store(t, kNote + t, 0);
      return to(kSleepEnds, "SleepUntilGivenP: is woken");
    case kSleepEnds:
      if (!s.Drained(t)) return;
      n.memory[kRests + t] = 0;
      n.rests[t] = 0;
      if (s.rests[t]) return to(kRest, "Rest: has a P again");
      if (s.awaits[t]) return to(kEnsureP, "AcquireP: has a P");
      n.uses[t] = s.had[t];
      return to(kAttend, "RestAtSafepoint: has a P again");
  }
}

}  // namespace pagurus::stop_model

#endif  // PAGURUS_TESTS_MODEL_STOP_MS_H_
