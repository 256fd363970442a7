// Ps that are withheld while a collector computes, and what stands in their
// queues (runtime/sched/idle_stopped.cc, sched.cc PopShared and TakeGlobal,
// idle.cc Idle, HandOff and WakeSomeone).
//
// Two Ms run goroutines on two Ps, a third one sleeps; each goroutine may make
// another one, into its P's queue or runnext, and ends.  The collector stops
// the world, says how many Ps are withheld from its start on, and starts it; at
// any time it may make a goroutine ready, as a thread without a P does.  What
// must be true:
//
//   - every goroutine runs: none is left in the queue of a withheld P, of one
//     that is given back, or of all, while Ms sleep
//   - global_size is the number of goroutines that belong to all
//   - a P that is withheld is neither idle nor anybody's
//
// How a thief is answered is in idle_model.h: here it is one step.
#ifndef PAGURUS_TESTS_MODEL_WITHHELD_MODEL_H_
#define PAGURUS_TESTS_MODEL_WITHHELD_MODEL_H_

#include "tests/model/withheld_ms.h"

namespace pagurus::withheld_model {

struct WithheldModel {
  using State = WithheldState;
  // How often the world is stopped; bits for the starts from which on a P is
  // withheld; goroutines in all.
  int stops = 1, withhold = 1, goroutines = 3;
  // The second P is withheld from the beginning, with a goroutine in its queue
  // (kSize) or its runnext (kRunnext).
  int withheld = 0;
  Mutant mutant = Mutant::kNone;

  WithheldState Start() const {
    WithheldState s{};
    s.p[kM1] = 1;
    s.made = 2;
    s.pc[kM3] = kSleep;
    s.idle_ms = 1 << kM3;
    s.pc[kCollector] = kComputes;
    if (withheld == 0) {
      s.p[kM2] = 2;
      return s;
    }
    s.pc[kM2] = kSleep;
    s.idle_ms |= 1 << kM2;
    s.withheld_ps = 1 << 1;
    s.memory[withheld + 1] = s.memory[kGlobalSize] = 1;
    return s;
  }

  void Step(const WithheldState& s, int t, Steps<WithheldState>* out) const {
    if (!s.CanStore(t, 5)) return;
    if (s.pc[t] >= kWake) return WakeSomeone(s, t, mutant, out);
    if (t == kCollector) return Collect(s, out);
    s.pc[t] <= kRests ? RunGoroutine(s, t, goroutines, out)
                      : Work(s, t, mutant, out);
  }

  // --- the collector ---

  void Collect(const WithheldState& s, Steps<WithheldState>* out) const {
    const int t = kCollector;
    WithheldState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
      n = s;
    };
    const int last = mutant == Mutant::kWithholdsTheLast ? kPs : kPs - 1;
    const int to_withhold = (withhold >> s.stops & 1) != 0 ? last : 0;
    switch (s.pc[t]) {
      case kComputes:
        if (s.made < goroutines) PushGlobal(s, out);
        // idle_stopped.cc StopWith.
        if (s.stops == stops || !n.TryLock(t, kSchedLock)) return;
        n.memory[kStopping] = 1;
        n.Store(t, kSchedLock, 0);
        return to(kStop, "StopWith");
      case kStop: {
        // stop_world.cc StopAll, AllPsIdle: looks until they are.
        const int withheld = mutant == Mutant::kStopperWaitsForWithheldPs
                                 ? 0
                                 : __builtin_popcount(s.withheld_ps);
        if (s.memory[kIdlePs] + withheld != kPs) return;
        if (!n.TryLock(t, kSchedLock)) return;
        n.Store(t, kSchedLock, 0);
        return to(kStopped, "StopAll: all Ps are idle or withheld");
      }
      case kStopped:
        if (s.made < goroutines) PushGlobal(s, out);
        return to(kTakeIdlePs, "WithholdPs");
      // idle_stopped.cc TakeIdlePs, ExchangeWithheld.
      case kTakeIdlePs:
        if (!n.TryLock(t, kSchedLock)) return;
        n.memory[kStopping] = 0;
        return to(kGiveBack, "TakeIdlePs: the world runs");
      case kGiveBack:
        if (mutant != Mutant::kIsNotGivenBack) {
          for (int p = 0; p < kPs; ++p) {
            if ((s.withheld_ps >> p & 1) == 0) continue;
            n.withheld_ps = static_cast<uint8_t>(n.withheld_ps & ~(1 << p));
            if (mutant != Mutant::kNotUncounted) {
              n.memory[kGlobalSize] -= WorkOf(s, t, p);
            }
            PushIdleP(&n, p);
          }
        }
        if (mutant == Mutant::kGivenBackIdle) n.work = s.withheld_ps;
        return to(kWithhold, "PopWithheld");
      case kWithhold: {
        // Those that have nothing to run first.
        for (int with_work = 0; with_work < 2; ++with_work) {
          for (int p = 0; p < kPs; ++p) {
            if (__builtin_popcount(n.withheld_ps) >= to_withhold) break;
            if ((n.idle_ps >> p & 1) == 0) continue;
            if (!with_work && WorkOf(s, t, p) != 0) continue;
            n.idle_ps = static_cast<uint8_t>(n.idle_ps & ~(1 << p));
            n.withheld_ps = static_cast<uint8_t>(n.withheld_ps | 1 << p);
            --n.memory[kIdlePs];
            if (mutant != Mutant::kNotCounted) {
              const bool some = mutant == Mutant::kRunnextIsNotCounted;
              n.memory[kGlobalSize] +=
                  some ? s.Load(t, kSize + p) : WorkOf(s, t, p);
            }
          }
        }
        const int left = mutant == Mutant::kGivenBackIdle ? s.work : 0;
        n.others = static_cast<uint8_t>(n.idle_ps & ~left);
        n.idle_ps = static_cast<uint8_t>(n.idle_ps & left);
        n.memory[kIdlePs] = static_cast<uint8_t>(__builtin_popcount(n.idle_ps));
        n.work = 0;
        n.Store(t, kSchedLock, 0);
        return to(kHandOff, "TakeIdlePs: Withhold; unlocks");
      }
      case kHandOff:
        if (s.others == 0) {
          ++n.stops;
          return to(kComputes, "the world is started");
        }
        n.work = WorkOf(s, t, __builtin_ctz(s.others)) != 0;
        return to(kHandOffLocked, "HandOff: looks at its queue");
      case kHandOffLocked: {
        if (!n.TryLock(t, kSchedLock)) return;
        const int p = __builtin_ctz(s.others);
        n.others &= n.others - 1;
        n.work = 0;
        const bool looks = mutant != Mutant::kHandOffLooksAtItsPOnly &&
                           mutant != Mutant::kHandOffDoesNotLook;
        const bool any = s.work || (s.memory[kGlobalSize] != 0 && looks);
        int m = any && (s.owes_turn >> p & 1) != 0 ? -1 : PopWantsP(&n, t);
        if (m >= 0) n.owes_turn = static_cast<uint8_t>(s.owes_turn | 1 << p);
        if (m < 0 && any) {
          // There would be a new one, but as many as goroutines are enough.
          if (s.idle_ms == 0) return;
          m = PopIdleM(&n);
        }
        n.Store(t, kSchedLock, 0);
        if (m >= 0) {
          Wake(&n, t, m, p, false);
          return to(kHandOff, "HandOff: to an M");
        }
        PushIdleP(&n, p);
        return to(kHandOffBarrier, "HandOff: the P is idle");
      }
      case kHandOffBarrier:
        if (mutant == Mutant::kHandOffDoesNotLook) return to(kHandOff, "");
        return HeavyBarrierStep(s, t, kHandOffAnyWork,
                                "HandOff: the heavy barrier", out);
      case kHandOffAnyWork: {
        const int any = AnyWork(&n, t);
        n.after[t] = kHandOff;
        return to(any == 0   ? kHandOffAnyWork
                  : any == 1 ? kWake
                             : kHandOff,
                  "HandOff: AnyWork");
      }
    }
  }

  // sched.cc
  static void PushGlobal(const WithheldState& s, Steps<WithheldState>* out) {
    const int t = kCollector;
    WithheldState n = s;
    if (!n.TryLock(t, kSchedLock)) return;
    ++n.made;
    ++n.global;
    n.Store(t, kGlobalSize, s.memory[kGlobalSize] + 1);
    n.Store(t, kSchedLock, 0);
    n.after[t] = s.pc[t];
    n.pc[t] = kWake;
    out->Add(n, "PushGlobal");
  }

  void Check(const WithheldState& s, Steps<WithheldState>* out) const {
    int held = 0;
    for (int m = 0; m < kMs; ++m) {
      if (s.p[m] == 0) continue;
      const int bit = 1 << (s.p[m] - 1);
      if ((held & bit) != 0) out->Violate("two have a P");
      held |= bit;
    }
    if ((held & s.idle_ps) != 0) out->Violate("an idle P is in use");
    if ((held & s.withheld_ps) != 0) out->Violate("a withheld P is in use");
    if ((s.idle_ps & s.withheld_ps) != 0) out->Violate("idle and withheld");
    if (s.memory[kSchedLock]) return;
    int shared = s.global;
    for (int p = 0; p < kPs; ++p) {
      if ((s.withheld_ps >> p & 1) == 0) continue;
      shared += s.memory[kSize + p] + s.memory[kRunnext + p];
    }
    if (shared != s.memory[kGlobalSize]) out->Violate("global_size is wrong");
  }

  bool MayEnd(const WithheldState& s) const {
    for (int m = 0; m < kMs; ++m) {
      if (s.pc[m] != kSleep) return false;
    }
    return s.pc[kCollector] == kComputes && s.ran == goroutines &&
           (s.idle_ps | s.withheld_ps) == kAllPs &&
           __builtin_popcount(s.withheld_ps) == (withhold >> (stops - 1) & 1) &&
           s.memory[kSpinning] == 0;
  }
};

}  // namespace pagurus::withheld_model

#endif  // PAGURUS_TESTS_MODEL_WITHHELD_MODEL_H_
