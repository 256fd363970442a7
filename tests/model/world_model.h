// Stopping the world: a thread without a P on its way between native code,
// managed code and operations of the runtime (runtime/sched/stop_world.cc,
// native.h RuntimeScope, park.cc WaitAsThread, arch/x86_64/callback.S; the way
// back through a gate is the same with another word).
//
// The thread calls managed code, which comes to a check, and uses the runtime,
// where it may have to wait as a thread.  The stopper stops the world and
// starts it again, twice.  None of the thread's ways has a fence, but where it
// rests.  What must be true:
//
//   - while the world is stopped, the thread runs no managed code and is in no
//     operation
//   - nobody waits for ever
#ifndef PAGURUS_TESTS_MODEL_WORLD_MODEL_H_
#define PAGURUS_TESTS_MODEL_WORLD_MODEL_H_

#include "tests/model/explorer.h"

namespace pagurus::world_model {

enum class Mutant {
  kNone,
  kNoHeavyBarrier,
  kLooksBeforeTheGuard,
  kNoLookAtThePoison,
  kNoLookAtScopes,
  kReadsTheGuardFirst,
  kUnpoisonsOutsideTheScope,
  kGuardOutsideTheScope,
  kScopeDoesNotLook,
  kRestEndsWithoutALook,
};

enum { kThread, kStopper, kThreads };
enum {
  kStopping,   // World::stopper
  kGuard,      // the thread's guard word
  kWord,       // what it loads as its guard (callback_guard)
  kInRuntime,  // M::in_runtime
  kRests,      // M::rests
  kVars
};
enum { kNative, kManaged, kPoison };  // guards
enum { kTrips = 2, kStops = 2 };

// Where the thread is.
enum {
  kInNative,
  kEnterLoad,
  kEnterGuard,
  kEnterLook,
  kRuns,
  kAwait,
  kAwaitScope,
  kAwaitLook,
  kUnpoison,
  kSetGuard,
  kAwaitEnd,
  kScope,
  kScopeLook,
  kOperates,
  kScopeEnd,
  kRest,
  kResting,
  kRestLook,
  kEnded,
};

struct WorldState : ModelState<kThreads, kVars> {
  uint8_t trips, stops, loaded;
  uint8_t back;  // where the thread goes on after a rest
  // Observed.
  uint8_t managed, operates, stopped;
};

struct WorldModel {
  using State = WorldState;
  Mutant mutant = Mutant::kNone;

  WorldState Start() const {
    WorldState s{};
    s.memory[kGuard] = kNative;
    s.memory[kWord] = kManaged;
    return s;
  }

  void Step(const WorldState& s, int t, Steps<WorldState>* out) const {
    if (t == kThread) return StepThread(s, out);
    StepStopper(s, out);
  }

  void StepThread(const WorldState& s, Steps<WorldState>* out) const {
    const int t = kThread;
    WorldState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    const auto rest = [&](int back, const char* what) {
      n.back = static_cast<uint8_t>(back);
      to(kRest, what);
    };
    if (!s.CanStore(t, 2)) return;
    switch (s.pc[t]) {
      case kInNative:
        if (s.trips == kTrips) return to(kEnded, "ends");
        ++n.trips;
        to(kEnterLoad, "calls managed code");
        return to(kScope, "calls the runtime");
      // callback.S
      case kEnterLoad:
        n.loaded = s.Load(t, kWord);
        if (mutant == Mutant::kLooksBeforeTheGuard && n.loaded == kPoison) {
          return to(kAwait, "callback: the word is poison");
        }
        return to(kEnterGuard, "callback: loads the word");
      case kEnterGuard:
        n.Store(t, kGuard, s.loaded);
        return to(kEnterLook, "callback: guard = the word");
      case kEnterLook:
        if (mutant != Mutant::kLooksBeforeTheGuard &&
            s.Load(t, kWord) == kPoison) {
          return to(kAwait, "callback: the word is poison");
        }
        n.managed = 1;
        return to(kRuns, "callback: the word is no poison");
      case kRuns:
        n.managed = 0;
        if (s.Load(t, kGuard) == kPoison) to(kAwait, "a check fails");
        n.Store(t, kGuard, kNative);
        return to(kInNative, "returns to native code");
      // BecomeManaged.
      case kAwait:
        n.Store(t, kGuard, kNative);
        return to(kAwaitScope, "guard = native");
      case kAwaitScope:
        n.Store(t, kInRuntime, 1);
        return to(kAwaitLook, "BecomeManaged: RuntimeScope");
      case kAwaitLook:
        if (s.Load(t, kStopping)) {
          n.Store(t, kInRuntime, 0);
          return rest(kAwaitScope, "RuntimeScope: the world stops");
        }
        if (mutant == Mutant::kUnpoisonsOutsideTheScope) {
          n.Store(t, kInRuntime, 0);
        }
        return to(kUnpoison, "RuntimeScope: the world runs");
      case kUnpoison:
        n.Store(t, kWord, kManaged);
        if (mutant == Mutant::kGuardOutsideTheScope) {
          n.Store(t, kInRuntime, 0);
        }
        return to(kSetGuard, "BecomeManaged: takes the poison away");
      case kSetGuard:
        n.Store(t, kGuard, kManaged);
        return to(kAwaitEnd, "BecomeManaged: guard = managed");
      case kAwaitEnd:
        n.Store(t, kInRuntime, 0);
        n.managed = 1;
        return to(kRuns, "BecomeManaged: the scope ends");
      // native.h
      case kScope:
        n.Store(t, kInRuntime, 1);
        return to(kScopeLook, "RuntimeScope begins");
      case kScopeLook:
        if (mutant != Mutant::kScopeDoesNotLook && s.Load(t, kStopping)) {
          n.Store(t, kInRuntime, 0);
          return rest(kScope, "RuntimeScope: the world stops");
        }
        n.operates = 1;
        return to(kOperates, "RuntimeScope: the world runs");
      case kOperates:
        n.operates = 0;
        to(kScopeEnd, "the operation is done");
        return rest(kOperates, "WaitAsThread");
      case kScopeEnd:
        n.Store(t, kInRuntime, 0);
        return to(kInNative, "RuntimeScope ends");
      // Rest, EndRest: locked instructions.
      case kRest:
        if (!s.Drained(t)) return;
        n.memory[kRests] = 1;
        return to(kResting, "rests = 1");
      case kResting:
        if (!s.Drained(t)) return;
        // Who waits for the world sleeps until it runs; who waits for
        // something else may be woken at any time, and then waits for it.
        if (s.Load(t, kStopping) && mutant != Mutant::kRestEndsWithoutALook) {
          return;
        }
        n.memory[kRests] = 0;
        return to(kRestLook, "rests = 0");
      case kRestLook:
        if (mutant != Mutant::kRestEndsWithoutALook && s.Load(t, kStopping)) {
          return to(kRest, "EndRest: it stops again");
        }
        n.operates = s.back == kOperates;
        return to(s.back, "EndRest: goes on");
    }
  }

  void StepStopper(const WorldState& s, Steps<WorldState>* out) const {
    const int t = kStopper;
    WorldState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    if (!s.CanStore(t, 2)) return;
    switch (s.pc[t]) {
      case 0:
        if (s.stops == kStops || !s.Drained(t)) return;
        ++n.stops;
        n.memory[kStopping] = 1;
        return to(1, "BecomeStopper");
      case 1:
        n.Store(t, kWord, kPoison);
        return to(2, "StopAll: the word = poison");
      case 2:
        // PoisonGuard's compare-and-swap.
        if (!s.Drained(t)) return;
        if (s.memory[kGuard] == kManaged) n.memory[kGuard] = kPoison;
        return to(mutant == Mutant::kNoHeavyBarrier ? 4 : 3,
                  "StopAll: poisons the guard");
      case 3:
        return HeavyBarrierStep(s, t, 4, "StopAll: the heavy barrier", out);
      case 4:
        return to(s.Load(t, kRests) ? 8 : 5, "Stopped: reads rests");
      case 5:
      case 6: {
        const bool guard =
            (s.pc[t] == 6) != (mutant == Mutant::kReadsTheGuardFirst);
        if (guard) {
          return to(s.Load(t, kGuard) == kNative ? s.pc[t] + 1 : 1,
                    "Stopped: reads the guard");
        }
        if (mutant == Mutant::kNoLookAtScopes) return to(s.pc[t] + 1, "");
        return to(s.Load(t, kInRuntime) ? 1 : s.pc[t] + 1,
                  "Stopped: reads in_runtime");
      }
      case 7:
        if (mutant == Mutant::kNoLookAtThePoison) return to(8, "");
        return to(s.Load(t, kWord) == kPoison ? 8 : 1,
                  "Stopped: reads the word");
      case 8:
        n.stopped = 1;
        return to(9, "the world is stopped");
      case 9:
        n.stopped = 0;
        n.Store(t, kStopping, 0);
        return to(0, "StartTheWorld");
    }
  }

  void Check(const WorldState& s, Steps<WorldState>* out) const {
    if (s.stopped && s.managed) out->Violate("managed code runs");
    if (s.stopped && s.operates) out->Violate("an operation goes on");
  }

  bool MayEnd(const WorldState& s) const {
    return s.pc[kThread] == kEnded && s.pc[kStopper] == 0 && s.stops == kStops;
  }
};

}  // namespace pagurus::world_model

#endif  // PAGURUS_TESTS_MODEL_WORLD_MODEL_H_
