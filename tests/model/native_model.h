// The P of an M in native code (runtime/sched/native.cc, stop_world.cc's
// BecomeManaged, arch/x86_64/gate.S, runtime/newstack.cc, sched/idle.cc).
//
// An M calls native code twice, grows its stack in between, and gives its P up
// in the end.  In native code it may call the runtime.  sysmon tries to take
// the P twice and gives it to another M, which uses it and gives it up.  The
// gate has no fence and no locked instruction.  What must be true:
//
//   - never do two use the P, and who uses it sees what its last user did
//   - managed code has the P
//   - the P is not lost, and nobody waits for it for ever
#ifndef PAGURUS_TESTS_MODEL_NATIVE_MODEL_H_
#define PAGURUS_TESTS_MODEL_NATIVE_MODEL_H_

#include "tests/model/explorer.h"

namespace pagurus::native_model {

enum class Mutant {
  kNone,
  kNoHeavyBarrier,
  kPoisonAfterBarrier,
  kNoSecondLook,
  kNoLookAtTheGuard,
  kLooksBeforeTheGuard,
  kAwaitsOutsideAScope,
  kScopeAfterRead,
  kScopeEndsEarly,
  kAcquireLooksNotAgain,
  kReleaseWithoutLock,
};

enum { kM, kSysmon, kOther, kThreads };
enum {
  kSchedLock,
  kGuard,       // the M's guard word
  kTransition,  // if the M has a transition
  kStackGuard,  // G::stack_guard
  kMHasP,       // M::p
  kHolder,      // P::m, 1 + thread
  kInRuntime,
  kData,  // of the P
  kNote,
  kOtherHasP,
  kVars
};
enum { kNative, kManaged, kPoison };  // guards
enum { kCalls = 2, kTries = 2 };

enum {
  kRuns,  // managed code, past a check
  kEnterGuard,
  kInNative,
  kScope,
  kScopeRead,
  kScopeUse,
  kScopeEnd,
  kLeaveLoad,
  kLeaveGuard,
  kLeaveLook,
  kLeaveTransition,
  kAwaitGuard,
  kAwaitScope,
  kNewStack,
  kAcquire,
  kAcquireLocked,
  kWaitForP,
  kUnpoison,
  kRelease,
  kReleaseLocked,
  kHandOff,
  kHandOffLocked,
  kEnded,
};

struct NativeState : ModelState<kThreads, kVars> {
  uint8_t p_idle, m_wants;  // under sched.lock
  uint8_t calls, grown, scope_done, loaded;
  uint8_t awaits;  // on its way back (BecomeManaged); else in newstack
  uint8_t tries, other_idle;
  // Observed: who uses the P; how often its data has been changed.
  uint8_t uses[kThreads], changes;
};

struct NativeModel {
  using State = NativeState;
  Mutant mutant = Mutant::kNone;

  NativeState Start() const {
    NativeState s{};
    s.memory[kGuard] = s.memory[kStackGuard] = kManaged;
    s.memory[kMHasP] = 1;
    s.memory[kHolder] = 1 + kM;
    s.uses[kM] = 1;
    s.other_idle = 1;
    return s;
  }

  void Step(const NativeState& s, int t, Steps<NativeState>* out) const {
    if (t == kM) return StepM(s, out);
    if (t == kSysmon) return StepSysmon(s, out);
    StepOther(s, out);
  }

  // Who has the P changes what is in it.
  static bool Use(NativeState* n, int t, Steps<NativeState>* out) {
    if (n->Load(t, kData) != n->changes) {
      out->Violate("does not see what the P's last user did");
      return false;
    }
    n->Store(t, kData, ++n->changes);
    return true;
  }

  void StepM(const NativeState& s, Steps<NativeState>* out) const {
    const int t = kM;
    NativeState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    if (!s.CanStore(t, 4)) return;
    switch (s.pc[t]) {
      case kRuns:
        if (s.calls == kCalls) return to(kRelease, "waits for something");
        if (!s.grown) {
          // A check that fails because a frame does not fit.
          n.grown = 1;
          to(kNewStack, "calls morestack");
          n = s;
        }
        // gate.S
        n.uses[t] = 0;
        n.scope_done = 0;
        ++n.calls;
        n.Store(t, kTransition, 1);
        return to(kEnterGuard, "gate: stores the transition");
      case kEnterGuard:
        n.Store(t, kGuard, kNative);
        return to(kInNative, "gate: guard = native");
      case kInNative:
        if (!s.scope_done) {
          n.scope_done = 1;
          to(kScope, "native code calls the runtime");
          n = s;
        }
        return to(kLeaveLoad, "native code returns");
      case kScope:
        // native.h RuntimeScope
        if (mutant == Mutant::kScopeAfterRead) n.loaded = s.Load(t, kMHasP);
        if (mutant != Mutant::kScopeAfterRead) n.Store(t, kInRuntime, 1);
        return to(kScopeRead, "RuntimeScope begins");
      case kScopeRead: {
        bool p = s.Load(t, kMHasP) != 0;
        if (mutant == Mutant::kScopeAfterRead) {
          p = s.loaded != 0;
          n.loaded = 0;
          n.Store(t, kInRuntime, 1);
        }
        if (p) n.uses[t] = 1;
        if (p && mutant == Mutant::kScopeEndsEarly) n.Store(t, kInRuntime, 0);
        return to(p ? kScopeUse : kScopeEnd, "CurrentP");
      }
      case kScopeUse:
        if (!Use(&n, t, out)) return;
        n.uses[t] = 0;
        return to(kScopeEnd, "uses the P");
      case kScopeEnd:
        n.Store(t, kInRuntime, 0);
        return to(kInNative, "RuntimeScope ends");
      case kLeaveLoad:
        n.loaded = s.Load(t, kStackGuard);
        if (mutant == Mutant::kLooksBeforeTheGuard && n.loaded == kPoison) {
          return to(kAwaitGuard, "gate: it is poison");
        }
        return to(kLeaveGuard, "gate: loads G::stack_guard");
      case kLeaveGuard:
        n.Store(t, kGuard, s.loaded);
        n.loaded = 0;
        return to(kLeaveLook, "gate: guard = G::stack_guard");
      case kLeaveLook:
        if (mutant != Mutant::kLooksBeforeTheGuard &&
            s.Load(t, kStackGuard) == kPoison) {
          return to(kAwaitGuard, "gate: it is poison");
        }
        n.uses[t] = 1;
        return to(kLeaveTransition, "gate: it is no poison");
      case kLeaveTransition:
        n.Store(t, kTransition, 0);
        n.awaits = 0;
        return to(kRuns, "gate: no transition");
      // BecomeManaged.
      case kAwaitGuard:
        n.Store(t, kGuard, kNative);
        return to(kAwaitScope, "gate: guard = native");
      case kAwaitScope:
        n.awaits = 1;
        if (mutant != Mutant::kAwaitsOutsideAScope) n.Store(t, kInRuntime, 1);
        return to(kNewStack, "BecomeManaged: RuntimeScope");
      case kNewStack:
        // newstack.cc NewStack: EnsureP.
        return to(s.Load(t, kMHasP) != 0 ? kUnpoison : kAcquire,
                  "EnsureP: reads M::p");
      case kAcquire:
        // idle.cc AcquireP.
        if (n.TryLock(t, kSchedLock)) to(kAcquireLocked, "AcquireP: locks");
        return;
      case kAcquireLocked:
        n.Store(t, kSchedLock, 0);
        if (s.Load(t, kMHasP) != 0 && mutant != Mutant::kAcquireLooksNotAgain) {
          return to(kUnpoison, "AcquireP: sysmon thought better of it");
        }
        if (s.p_idle) {
          n = s;
          n.p_idle = 0;
          n.Store(t, kHolder, 1 + t);
          n.Store(t, kMHasP, 1);
          n.Store(t, kSchedLock, 0);
          return to(kUnpoison, "AcquireP: takes the idle P");
        }
        if (!s.awaits && s.calls != kCalls) {
          return out->Violate("managed code has no P");
        }
        n.m_wants = 1;
        return to(kWaitForP, "AcquireP: waits");
      case kWaitForP:
        if (s.Load(t, kNote) == 0) return;
        n.Store(t, kNote, 0);
        return to(kUnpoison, "AcquireP: has been given it");
      case kUnpoison: {
        // newstack.cc; g.cc SetStack has the same effect.
        n.Store(t, kStackGuard, kManaged);
        n.Store(t, kGuard, kManaged);
        n.uses[t] = 1;
        if (!Use(&n, t, out)) return;
        if (!s.awaits) return to(kRuns, "newstack: the guards are managed");
        n.Store(t, kInRuntime, 0);
        return to(kLeaveTransition, "BecomeManaged: the guards are managed");
      }
      case kRelease:
        // native.cc ReleaseP, from park.cc or idle.cc.
        if (s.Load(t, kMHasP) == 0) return to(kAcquire, "EnsureP: has none");
        if (mutant == Mutant::kReleaseWithoutLock) {
          return to(kReleaseLocked, "ReleaseP without the lock");
        }
        if (n.TryLock(t, kSchedLock)) to(kReleaseLocked, "ReleaseP: locks");
        return;
      case kReleaseLocked:
        n.uses[t] = 0;
        n.Store(t, kMHasP, 0);
        n.Store(t, kHolder, 0);
        if (mutant != Mutant::kReleaseWithoutLock) n.Store(t, kSchedLock, 0);
        return to(kHandOff, "ReleaseP: gives the P up");
      case kHandOff:
        if (n.TryLock(t, kSchedLock)) to(kHandOffLocked, "HandOff: locks");
        return;
      case kHandOffLocked:
        n.p_idle = 1;
        n.Store(t, kSchedLock, 0);
        return to(kEnded, "HandOff: the P is idle");
    }
  }

  // RetakeP, HandOff.
  void StepSysmon(const NativeState& s, Steps<NativeState>* out) const {
    const int t = kSysmon;
    NativeState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    if (!s.CanStore(t, 3)) return;
    const auto give_up = [&](const char* what) {
      n.Store(t, kSchedLock, 0);
      to(0, what);
    };
    switch (s.pc[t]) {
      case 0:
        if (s.tries == kTries || !n.TryLock(t, kSchedLock)) return;
        ++n.tries;
        return to(1, "RetakeP: locks");
      case 1:
        if (s.Load(t, kHolder) != 1 + kM) return give_up("another M has it");
        if (s.Load(t, kInRuntime)) return give_up("in the runtime");
        return to(2, "Retake: it is not in the runtime");
      case 2:
        if (!s.Load(t, kTransition)) return give_up("not in native code");
        return to(3, "Retake: there is a transition");
      case 3:
        if (s.Load(t, kGuard) != kNative) return give_up("not in native code");
        return to(4, "Retake: the guard is native");
      case 4:
        if (!s.Load(t, kMHasP)) return give_up("it has no P");
        n.Store(t, kMHasP, 0);
        if (mutant == Mutant::kPoisonAfterBarrier) {
          return to(6, "Retake: M::p = null");
        }
        return to(5, "Retake: M::p = null");
      case 5:
        n.Store(t, kStackGuard, kPoison);
        if (mutant == Mutant::kPoisonAfterBarrier) {
          return to(7, "Retake: poison, too late");
        }
        if (mutant == Mutant::kNoHeavyBarrier) return to(7, "Retake: poison");
        return to(6, "Retake: G::stack_guard = poison");
      case 6:
        return HeavyBarrierStep(s, t,
                                mutant == Mutant::kPoisonAfterBarrier ? 5 : 7,
                                "Retake: the heavy barrier", out);
      case 7:
        if (mutant == Mutant::kNoSecondLook) return to(11, "looks no more");
        return to(s.Load(t, kInRuntime) ? 12 : 8,
                  "Retake: reads in_runtime again");
      case 8:
        return to(s.Load(t, kTransition) ? 9 : 12,
                  "Retake: reads the transition again");
      case 9:
        return to(s.Load(t, kGuard) == kNative ? 10 : 12,
                  "Retake: reads the guard again");
      case 10:
        if (mutant == Mutant::kNoLookAtTheGuard) return to(11, "");
        return to(s.Load(t, kStackGuard) == kPoison ? 11 : 12,
                  "Retake: reads G::stack_guard");
      case 11:
        n.Store(t, kHolder, 0);
        n.Store(t, kSchedLock, 0);
        return to(13, "Retake: has the P");
      case 12:
        n.Store(t, kMHasP, 1);
        return give_up("Retake: puts M::p back");
      case 13:
        if (n.TryLock(t, kSchedLock)) to(14, "HandOff: locks");
        return;
      case 14:
        n.Store(t, kSchedLock, 0);
        if (s.m_wants) {
          n.m_wants = 0;
          return to(15, "HandOff: for the M that waits");
        }
        if (s.other_idle) {
          n.other_idle = 0;
          return to(16, "HandOff: for another M");
        }
        n.p_idle = 1;
        return to(0, "HandOff: the P is idle");
      case 15:
        n.Store(t, kHolder, 1 + kM);
        n.Store(t, kMHasP, 1);
        n.Store(t, kNote, 1);
        return to(0, "Run: the M that waits");
      case 16:
        n.Store(t, kHolder, 1 + kOther);
        n.Store(t, kOtherHasP, 1);
        return to(0, "Run: another M");
    }
  }

  void StepOther(const NativeState& s, Steps<NativeState>* out) const {
    const int t = kOther;
    NativeState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    if (!s.CanStore(t, 3)) return;
    switch (s.pc[t]) {
      case 0:
        if (s.Load(t, kOtherHasP) == 0) return;
        n.uses[t] = 1;
        return to(1, "the other M runs");
      case 1:
        if (!Use(&n, t, out)) return;
        return to(2, "the other M uses the P");
      case 2:
        if (n.TryLock(t, kSchedLock)) to(3, "ReleaseP: locks");
        return;
      case 3:
        n.uses[t] = 0;
        n.Store(t, kOtherHasP, 0);
        n.Store(t, kHolder, 0);
        n.Store(t, kSchedLock, 0);
        return to(4, "ReleaseP: gives the P up");
      case 4:
        if (n.TryLock(t, kSchedLock)) to(5, "HandOff: locks");
        return;
      case 5:
        n.Store(t, kSchedLock, 0);
        if (s.m_wants) {
          n.m_wants = 0;
          return to(6, "HandOff: for the M that waits");
        }
        n.p_idle = 1;
        n.other_idle = 1;
        return to(0, "HandOff: the P is idle");
      case 6:
        n.Store(t, kHolder, 1 + kM);
        n.Store(t, kMHasP, 1);
        n.Store(t, kNote, 1);
        n.other_idle = 1;
        return to(0, "Run: the M that waits");
    }
  }

  void Check(const NativeState& s, Steps<NativeState>* out) const {
    if (s.uses[kM] + s.uses[kOther] > 1) out->Violate("two use the P");
    if (s.p_idle && s.uses[kM] + s.uses[kOther] != 0) {
      out->Violate("an idle P is in use");
    }
  }

  bool MayEnd(const NativeState& s) const {
    return s.pc[kM] == kEnded && s.pc[kSysmon] == 0 && s.pc[kOther] == 0 &&
           s.p_idle && !s.memory[kMHasP] && !s.memory[kSchedLock];
  }
};

}  // namespace pagurus::native_model

#endif  // PAGURUS_TESTS_MODEL_NATIVE_MODEL_H_
