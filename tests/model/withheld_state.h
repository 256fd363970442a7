// What the Ms and the collector of withheld_model.h share.
#ifndef PAGURUS_TESTS_MODEL_WITHHELD_STATE_H_
#define PAGURUS_TESTS_MODEL_WITHHELD_STATE_H_

#include "tests/model/explorer.h"

namespace pagurus::withheld_model {

enum class Mutant {
  kNone,
  kNotCounted,
  kRunnextIsNotCounted,
  kNotUncounted,
  kTakesAndCountsOne,
  kRunnextIsForgotten,
  kHandOffLooksAtItsPOnly,
  kHandOffDoesNotLook,
  kGivenBackIdle,
  kIsNotGivenBack,
  kWithholdsTheLast,
  kGivesAwayWithheldPs,
  kStopperWaitsForWithheldPs,
};

enum { kM1, kM2, kM3, kCollector, kThreads };
enum { kMs = 3, kPs = 2, kAllPs = (1 << kPs) - 1 };
enum {
  kSchedLock,
  kStopping,    // World::stopper
  kGlobalSize,  // sched.global_size
  kIdlePs,      // sched.n_idle_ps
  kSpinning,
  kWanted,                 // sched.p_wanted
  kSize,                   // P::queued, for each
  kRunnext = kSize + kPs,  // if there is one
  kNote = kRunnext + kPs,  // of each M
  kVars = kNote + kMs
};

enum {
  kRun,  // Ms start here
  kReady,
  kReadSpinning,
  kGiveUp,
  kRests,
  kFind,
  kFindWanted,
  kYield,
  kTakeOwn,
  kGlobal,
  kTakeGlobal,
  kSteal,
  kAskAround,
  kStopSpinning,  // then goes on at `then`
  kIdleStopped,
  kWithoutP,
  kIdle,
  kIdleNotSpinning,
  kIdleBarrier,
  kAnyWork,
  kBack,
  kSleep,
  // The collector.
  kComputes,
  kStop,
  kStopped,
  kTakeIdlePs,
  kGiveBack,
  kWithhold,
  kHandOff,
  kHandOffLocked,
  kHandOffBarrier,
  kHandOffAnyWork,
  // WakeSomeone; then goes on at `after`.
  kWake,
  kWakeClaim,
  kWakePop,
};

struct WithheldState : ModelState<kThreads, kVars> {
  uint8_t p[kMs];         // M::p, 1 + its number; a sleeping M's: the waker's
  uint8_t spinning[kMs];  // M::spinning
  uint8_t then[kMs], after[kThreads], look[kThreads];
  // Under sched.lock: bits for the Ps and Ms in these lists; how many
  // goroutines are in the global queue.
  uint8_t idle_ps, withheld_ps, idle_ms, wants_p[kMs], global;
  uint8_t owes_turn;  // bits for the Ps
  // The collector's.
  uint8_t stops, others, work;
  // Observed: goroutines.
  uint8_t made, ran;
};

// --- the lists, under sched.lock ---

inline void PushIdleP(WithheldState* n, int p) {
  n->idle_ps = static_cast<uint8_t>(n->idle_ps | 1 << p);
  ++n->memory[kIdlePs];
}
// -1: none.
inline int PopIdleP(WithheldState* n, Mutant mutant) {
  if (mutant == Mutant::kGivesAwayWithheldPs && n->withheld_ps != 0) {
    return __builtin_ctz(n->withheld_ps);
  }
  if (n->idle_ps == 0 || n->memory[kStopping]) return -1;
  const int p = __builtin_ctz(n->idle_ps);
  n->idle_ps &= n->idle_ps - 1;
  --n->memory[kIdlePs];
  return p;
}
inline int PopIdleM(WithheldState* n) {
  const int m = __builtin_ctz(n->idle_ms);
  n->idle_ms &= n->idle_ms - 1;
  return m;
}
inline void PushWantsP(WithheldState* n, int t, int m) {
  int i = 0;
  while (n->wants_p[i] != 0) ++i;
  n->wants_p[i] = static_cast<uint8_t>(1 + m);
  n->Store(t, kWanted, 1);
}
inline int PopWantsP(WithheldState* n, int t) {
  const int m = n->wants_p[0] - 1;
  if (m < 0) return m;
  for (int i = 0; i + 1 < kMs; ++i) n->wants_p[i] = n->wants_p[i + 1];
  n->wants_p[kMs - 1] = 0;
  if (n->wants_p[0] == 0) n->Store(t, kWanted, 0);
  return m;
}
// idle_stopped.cc WorkOf.
inline int WorkOf(const WithheldState& s, int t, int p) {
  return s.Load(t, kSize + p) + s.Load(t, kRunnext + p);
}
// idle.cc Run.
inline void Wake(WithheldState* n, int t, int m, int p, bool spinning) {
  n->spinning[m] = spinning;
  n->p[m] = static_cast<uint8_t>(1 + p);
  n->Store(t, kNote + m, 1);
}
// FindRunnable has found something for p.
inline void HasHadATurn(WithheldState* n, int p) {
  n->owes_turn = static_cast<uint8_t>(n->owes_turn & ~(1 << p));
}
// AnyWork's next look: 0 nothing there, 1 something, 2 nothing anywhere.
inline int AnyWork(WithheldState* n, int t) {
  const int i = n->look[t]++;
  const int word = i == 0 ? int{kGlobalSize} : kSize + i - 1;
  const bool any = n->Load(t, word) != 0;
  if (any || i == kPs) n->look[t] = 0;
  return any ? 1 : i == kPs ? 2 : 0;
}

// --- idle.cc WakeSomeone ---

inline void WakeSomeone(const WithheldState& s, int t, Mutant mutant,
                        Steps<WithheldState>* out) {
  WithheldState n = s;
  const auto to = [&](int pc, const char* what) {
    n.pc[t] = static_cast<uint8_t>(pc);
    if (pc < kWake) n.after[t] = 0;
    out->Add(n, what);
  };
  switch (s.pc[t]) {
    case kWake:
      return to(s.Load(t, kIdlePs) != 0 ? int{kWakeClaim} : s.after[t],
                "WakeSomeone: reads n_idle_ps");
    case kWakeClaim:
      if (!s.Drained(t)) return;
      if (s.memory[kSpinning] != 0) {
        return to(s.after[t], "WakeSomeone: somebody looks already");
      }
      n.memory[kSpinning] = 1;
      return to(kWakePop, "WakeSomeone: spinning 0 -> 1");
    case kWakePop: {
      if (!n.TryLock(t, kSchedLock)) return;
      const int p = PopIdleP(&n, mutant);
      if (p < 0) --n.memory[kSpinning];
      if (p >= 0 && s.idle_ms == 0) return;  // see HandOff
      n.Store(t, kSchedLock, 0);
      if (p >= 0) Wake(&n, t, PopIdleM(&n), p, true);
      return to(s.after[t], "WakeSomeone: wakes an M if a P is idle");
    }
  }
}

}  // namespace pagurus::withheld_model

#endif  // PAGURUS_TESTS_MODEL_WITHHELD_STATE_H_
