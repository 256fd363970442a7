// Stopping the world when several Ps are in native code, behind one heavy
// barrier (runtime/sched/stop_world.cc StopAll, native.cc BeginToRetake and
// EndRetaking, idle_stopped.cc, idle.cc HandOff and AcquireP, native.h
// RuntimeScope, arch/x86_64/gate.S, runtime/newstack.cc).
//
// Two Ms with a P each are in native code, which may use the runtime and comes
// back through the gate to managed code; that comes to a check, may grow its
// stack, and calls native code that does not return.  The stopper, who has no
// P, stops the world once or twice.  What must be true:
//
//   - while the world is stopped no M runs managed code, uses a P or is in an
//     operation
//   - managed code has a P, no P is used by two, and none is lost
//   - nobody waits for ever
//
// (native_model.h has one of these Ms and sysmon, world_model.h a thread that
// has no P.)
#ifndef PAGURUS_TESTS_MODEL_STOP_MODEL_H_
#define PAGURUS_TESTS_MODEL_STOP_MODEL_H_

#include "tests/model/stop_ms.h"

namespace pagurus::stop_model {

// What the stopper does next.
enum {
  kRunning,
  kStopAll,
  kBegin,
  kBeginTransition,
  kBeginGuard,
  kBeginAgain,
  kBeginUnset,
  kBarrierBetween,
  kBegunInBetween,
  kAsk,
  kAskGuard,
  kAskPoison,
  kBarrier,
  kBarrierEnds,
  kEnd,
  kEndTransition,
  kEndGuard,
  kEndAgain,
  kEndStackGuard,
  kEndCallbackGuard,
  kLateBarrier,
  kStopped,
  kStoppedScope,
  kStoppedGuard,
  kStoppedPoison,
  kStart,
  kHandOff,
};

struct StopModel {
  using State = StopState;
  // Bits for the Ms whose native code calls the runtime (once); that grow their
  // stack (once); whose native code returns (once: what they call then does
  // not).  How often the world is stopped.
  int scopes = 0, grow = 0, returns = 0, stops = 1;
  Mutant mutant = Mutant::kNone;

  StopState Start() const {
    StopState s{};
    for (int m = 0; m < kMs; ++m) {
      s.pc[m] = kInNative;
      s.memory[kTransition + m] = 1;
      s.memory[kStackGuard + m] = s.memory[kCallbackGuard + m] = kManaged;
      s.had[m] = s.holder[m] = s.memory[kMHasP + m] =
          static_cast<uint8_t>(1 + m);
      s.scoped[m] = (scopes >> m & 1) == 0;
      s.grown[m] = (grow >> m & 1) == 0;
      s.calls[m] = (returns >> m & 1) == 0;
    }
    return s;
  }

  void Step(const StopState& s, int t, Steps<StopState>* out) const {
    if (t == kStopper) return StepStopper(s, out);
    if (!s.CanStore(t, 3)) return;
    Steps<StopState> steps;
    StepM(s, t, mutant, &steps);
    if (steps.violation() != nullptr) out->Violate(steps.violation());
    for (auto [n, what] : steps.successors()) {
      n.fresh[t] = static_cast<uint8_t>(n.buffered[t] - s.buffered[t]);
      n.news |= s.pc[kStopper] >= kStopAll && s.pc[kStopper] < kStart;
      out->Add(n, what);
    }
  }

  // --- the stopper ---

  void StepStopper(const StopState& s, Steps<StopState>* out) const {
    const int t = kStopper;
    if (!s.CanStore(t, 3)) return;
    StopState n = s;
    const int i = s.i;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    const auto unlock = [&](int pc, const char* what) {
      n.Store(t, kSchedLock, 0);
      n.i = 0;
      to(pc, what);
    };
    // BeginToRetake's M; EndRetaking's; Ask's and Stopped's is i.
    const int holder = s.holder[i] - 1, m = s.taken[i] - 1;
    switch (s.pc[t]) {
      case kRunning:
        // idle_stopped.cc StopWith.
        if (s.stops == stops || !n.TryLock(t, kSchedLock)) return;
        ++n.stops;
        n.memory[kStopping] = 1;
        n.news = 1;
        return unlock(kStopAll, "StopWith");
      case kStopAll:
        if (!s.news || !n.TryLock(t, kSchedLock)) return;
        n.news = !s.Drained(kM1) || !s.Drained(kM2);
        return Begin(n, 0, out, "StopAll: locks");
      // native.cc BeginToRetake, InNativeCode.
      case kBegin:
        if (s.Load(t, kInRuntime + holder) &&
            mutant != Mutant::kRetakesFromScopes) {
          return Begin(n, i + 1, out, "BeginToRetake: in the runtime");
        }
        return to(kBeginTransition, "BeginToRetake: not in the runtime");
      case kBeginTransition:
      case kBeginAgain:
        if (!s.Load(t, kTransition + holder)) {
          return Begin(n, i + 1, out, "BeginToRetake: no transition");
        }
        return to(s.pc[t] + 1, "BeginToRetake: there is a transition");
      case kBeginGuard:
        if (s.Load(t, kGuard + holder) != kNative) {
          return Begin(n, i + 1, out, "BeginToRetake: the guard is not native");
        }
        return to(kBeginAgain, "BeginToRetake: the guard is native");
      case kBeginUnset:
        if (s.Load(t, kMHasP + holder) != 1 + i) {
          return Begin(n, i + 1, out, "BeginToRetake: it has another P");
        }
        n.taken[i] = s.holder[i];
        n.Store(t, kMHasP + holder, 0);
        n.Store(t, kStackGuard + holder, kPoison);
        n.Store(t, kCallbackGuard + holder, kPoison);
        if (mutant == Mutant::kBarrierBetweenTheBegins && i == 0) {
          return to(kBarrierBetween, "BeginToRetake: M::p = null, poison");
        }
        return Begin(n, i + 1, out, "BeginToRetake: M::p = null, poison");
      case kBarrierBetween:
        return HeavyBarrier(s, kBegunInBetween, out);
      case kBegunInBetween:
        return Begin(n, i + 1, out, "");
      // Ask
      case kAsk:
        if (s.Load(t, kRests + i) != 0) return Ask(n, i + 1, out, "Ask: rests");
        n.Store(t, kCallbackGuard + i, kPoison);
        return to(kAskGuard, "Ask: callback_guard = poison");
      case kAskGuard:
        if (s.Load(t, kGuard + i) == kNative) {
          return Ask(n, i + 1, out, "Ask: the guard is native");
        }
        return to(kAskPoison, "Ask: the guard is not native");
      case kAskPoison:
        // PoisonGuard's compare-and-swap.
        if (!s.Drained(t)) return;
        if (s.memory[kGuard + i] == kManaged) n.memory[kGuard + i] = kPoison;
        return Ask(n, i + 1, out, "Ask: poisons the guard");
      case kBarrier:
        return HeavyBarrier(s, kBarrierEnds, out);
      case kBarrierEnds:
        return End(n, 0, out, "StopAll: all have seen the poison");
      // native.cc EndRetaking, InNativeCode.
      case kEnd:
        if (s.Load(t, kInRuntime + m) && mutant != Mutant::kRetakesFromScopes) {
          return PutBack(n, out, "EndRetaking: in the runtime");
        }
        return to(kEndTransition, "EndRetaking: not in the runtime");
      case kEndTransition:
      case kEndAgain:
        if (!s.Load(t, kTransition + m)) {
          return PutBack(n, out, "EndRetaking: no transition");
        }
        return to(s.pc[t] + 1, "EndRetaking: there is a transition");
      case kEndGuard:
        if (s.Load(t, kGuard + m) != kNative) {
          return PutBack(n, out, "EndRetaking: the guard is not native");
        }
        return to(kEndAgain, "EndRetaking: the guard is native");
      case kEndStackGuard:
        if (s.Load(t, kStackGuard + m) != kPoison &&
            mutant != Mutant::kNoLookAtThePoison) {
          return PutBack(n, out, "EndRetaking: the poison is gone");
        }
        return to(kEndCallbackGuard, "EndRetaking: reads G::stack_guard");
      case kEndCallbackGuard:
        if (s.Load(t, kCallbackGuard + m) != kPoison &&
            mutant != Mutant::kNoLookAtThePoison) {
          return PutBack(n, out, "EndRetaking: the poison is gone");
        }
        PushIdleP(&n, i, out);
        n.taken[i] = 0;
        return End(n, i + 1, out, "EndRetaking: the P is idle");
      case kLateBarrier:
        return HeavyBarrier(s, kStopped, out);
      // Stopped
      case kStopped:
        if (s.Load(t, kRests + i)) return Stopped(n, out, "Stopped: rests");
        return to(kStoppedScope, "Stopped: does not rest");
      case kStoppedScope:
        if (s.Load(t, kInRuntime + i) && mutant != Mutant::kNoLookAtScopes) {
          return unlock(kStopAll, "Stopped: in the runtime");
        }
        return to(kStoppedGuard, "Stopped: not in the runtime");
      case kStoppedGuard:
        if (s.Load(t, kGuard + i) != kNative) {
          return unlock(kStopAll, "Stopped: the guard is not native");
        }
        return to(kStoppedPoison, "Stopped: the guard is native");
      case kStoppedPoison:
        if (s.Load(t, kCallbackGuard + i) != kPoison) {
          return unlock(kStopAll, "Stopped: the poison is gone");
        }
        return Stopped(n, out, "Stopped: is in native code");
      case kStart:
        // idle_stopped.cc TakeIdlePs.
        if (!n.TryLock(t, kSchedLock)) return;
        n.stopped = 0;
        n.memory[kStopping] = 0;
        n.others = s.idle_ps;
        if (mutant == Mutant::kStartForgetsAP) n.others &= n.others - 1;
        n.idle_ps = 0;
        return unlock(kHandOff, "TakeIdlePs: the world runs");
      case kHandOff: {
        // idle.cc HandOff, of a P that has nothing to run; Run.
        if (s.others == 0) return to(kRunning, "the world is started");
        if (!n.TryLock(t, kSchedLock)) return;
        const int p = __builtin_ctz(s.others);
        n.others &= n.others - 1;
        const int wants = PopWantsP(&n);
        if (wants == 0) {
          PushIdleP(&n, p, out);
          return unlock(kHandOff, "HandOff: the P is idle");
        }
        n.Store(t, kSchedLock, 0);
        if (s.memory[kMHasP + wants - 1]) out->Violate("an M is given two Ps");
        Take(&n, t, wants - 1, p);
        n.Store(t, kNote + wants - 1, 1);
        return to(kHandOff, "HandOff: for an M that waits");
      }
    }
  }

  // HeavyBarrierStep, for steps as above.
  static void HeavyBarrier(const StopState& s, int next_pc,
                           Steps<StopState>* out) {
    constexpr int kAll = (1 << kMs) - 1;
    if (!s.Drained(kStopper)) return;
    for (int m = 0; m < kMs; ++m) {
      if ((s.reached[kStopper] >> m & 1) != 0) continue;
      if (s.buffered[m] > s.fresh[m]) continue;
      StopState n = s;
      n.reached[kStopper] |= 1 << m;
      if (n.reached[kStopper] == kAll) {
        n.reached[kStopper] = 0;
        n.pc[kStopper] = static_cast<uint8_t>(next_pc);
      }
      out->Add(n, "StopAll: the heavy barrier reaches an M");
    }
  }

  // The loops' next turns, from i on; n is what the last one has left.
  void Begin(StopState n, int i, Steps<StopState>* out,
             const char* what) const {
    while (i < kPs && n.holder[i] == 0) ++i;
    if (i == kPs) return Ask(n, 0, out, what);
    Go(n, kBegin, i, out, what);
  }
  void Ask(StopState n, int i, Steps<StopState>* out, const char* what) const {
    if (i < kMs) return Go(n, kAsk, i, out, what);
    const bool any_taken = n.taken[0] != 0 || n.taken[1] != 0;
    if (!any_taken && n.idle_ps != kAllPs) return LookLater(n, out, what);
    if (mutant == Mutant::kNoHeavyBarrier ||
        mutant == Mutant::kBarrierBetweenTheBegins ||
        mutant == Mutant::kBarrierBehindTheEnds ||
        (!any_taken && mutant == Mutant::kNoBarrierIfNoneIsTaken)) {
      return End(n, 0, out, what);
    }
    Go(n, kBarrier, 0, out, what);
  }
  void End(StopState n, int i, Steps<StopState>* out, const char* what) const {
    while (i < kPs && n.taken[i] == 0) ++i;
    if (i < kPs && mutant != Mutant::kEndsLookNotAgain) {
      return Go(n, kEnd, i, out, what);
    }
    for (; i < kPs; ++i) {
      if (n.taken[i] != 0) PushIdleP(&n, i, out);
      n.taken[i] = 0;
    }
    if (n.idle_ps != kAllPs && mutant != Mutant::kStoppedMsAreEnough) {
      return LookLater(n, out, what);
    }
    if (mutant == Mutant::kIdlePsAreEnough) {
      n.i = kMs - 1;
      return Stopped(n, out, what);
    }
    Go(n, mutant == Mutant::kBarrierBehindTheEnds ? kLateBarrier : kStopped, 0,
       out, what);
  }
  void PutBack(StopState n, Steps<StopState>* out, const char* what) const {
    const int i = n.i;
    if (mutant != Mutant::kPIsNotPutBack) {
      n.Store(kStopper, kMHasP + n.taken[i] - 1, 1 + i);
    }
    n.taken[i] = 0;
    End(n, i + 1, out, what);
  }
  void Stopped(StopState n, Steps<StopState>* out, const char* what) const {
    if (n.i + 1 < kMs) return Go(n, kStopped, n.i + 1, out, what);
    n.stopped = 1;
    n.news = 0;
    n.Store(kStopper, kSchedLock, 0);
    Go(n, kStart, 0, out, "Stopped: the last one, too; StopAll unlocks");
  }
  void LookLater(StopState n, Steps<StopState>* out, const char* what) const {
    n.Store(kStopper, kSchedLock, 0);
    Go(n, kStopAll, 0, out, what);
  }
  void Go(StopState n, int pc, int i, Steps<StopState>* out,
          const char* what) const {
    n.pc[kStopper] = static_cast<uint8_t>(pc);
    n.i = static_cast<uint8_t>(i);
    out->Add(n, what);
  }

  void Check(const StopState& s, Steps<StopState>* out) const {
    if (s.uses[0] != 0 && s.uses[0] == s.uses[1]) out->Violate("two use a P");
    for (int m = 0; m < kMs; ++m) {
      if (s.uses[m] != 0 && (s.idle_ps >> (s.uses[m] - 1) & 1) != 0) {
        out->Violate("an idle P is in use");
      }
      if (s.managed[m] && s.had[m] == 0) out->Violate("managed code has no P");
      if (!s.stopped) continue;
      if (s.managed[m]) out->Violate("managed code runs");
      if (s.operates[m]) out->Violate("an operation goes on");
      if (s.uses[m] != 0) out->Violate("a P is in use");
    }
  }

  // All Ms are in native code for good, and each P is idle or somebody's.
  bool MayEnd(const StopState& s) const {
    for (int m = 0; m < kMs; ++m) {
      if (s.pc[m] != kInNative || s.calls[m] != kCalls) return false;
    }
    for (int p = 0; p < kPs; ++p) {
      const bool idle = (s.idle_ps >> p & 1) != 0;
      if (idle != (s.holder[p] == 0)) return false;
      if (!idle && s.memory[kMHasP + s.holder[p] - 1] != 1 + p) return false;
    }
    return s.pc[kStopper] == kRunning && s.stops == stops &&
           s.wants_p[0] == 0 && !s.memory[kSchedLock];
  }
};

}  // namespace pagurus::stop_model

#endif  // PAGURUS_TESTS_MODEL_STOP_MODEL_H_
