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
    if (s.pc[t] >= kWake) return WakeSomeone(s, t, out);
    if (t == kCollector) return Collect(s, out);
    s.pc[t] <= kRests ? RunGoroutine(s, t, out) : Work(s, t, out);
  }

  // --- the lists, under sched.lock ---

  static void PushIdleP(WithheldState* n, int p) {
    n->idle_ps = static_cast<uint8_t>(n->idle_ps | 1 << p);
    ++n->memory[kIdlePs];
  }
  // -1: none.
  int PopIdleP(WithheldState* n) const {
    if (mutant == Mutant::kGivesAwayWithheldPs && n->withheld_ps != 0) {
      return __builtin_ctz(n->withheld_ps);
    }
    if (n->idle_ps == 0 || n->memory[kStopping]) return -1;
    const int p = __builtin_ctz(n->idle_ps);
    n->idle_ps &= n->idle_ps - 1;
    --n->memory[kIdlePs];
    return p;
  }
  static int PopIdleM(WithheldState* n) {
    const int m = __builtin_ctz(n->idle_ms);
    n->idle_ms &= n->idle_ms - 1;
    return m;
  }
  static void PushWantsP(WithheldState* n, int t, int m) {
    int i = 0;
    while (n->wants_p[i] != 0) ++i;
    n->wants_p[i] = static_cast<uint8_t>(1 + m);
    n->Store(t, kWanted, 1);
  }
  static int PopWantsP(WithheldState* n, int t) {
    const int m = n->wants_p[0] - 1;
    if (m < 0) return m;
    for (int i = 0; i + 1 < kMs; ++i) n->wants_p[i] = n->wants_p[i + 1];
    n->wants_p[kMs - 1] = 0;
    if (n->wants_p[0] == 0) n->Store(t, kWanted, 0);
    return m;
  }
  // idle_stopped.cc WorkOf.
  static int WorkOf(const WithheldState& s, int t, int p) {
    return s.Load(t, kSize + p) + s.Load(t, kRunnext + p);
  }
  // idle.cc Run.
  static void Wake(WithheldState* n, int t, int m, int p, bool spinning) {
    n->spinning[m] = spinning;
    n->p[m] = static_cast<uint8_t>(1 + p);
    n->Store(t, kNote + m, 1);
  }
  // FindRunnable has found something for p.
  static void HasHadATurn(WithheldState* n, int p) {
    n->owes_turn = static_cast<uint8_t>(n->owes_turn & ~(1 << p));
  }
  // AnyWork's next look: 0 nothing there, 1 something, 2 nothing anywhere.
  static int AnyWork(WithheldState* n, int t) {
    const int i = n->look[t]++;
    const int word = i == 0 ? int{kGlobalSize} : kSize + i - 1;
    const bool any = n->Load(t, word) != 0;
    if (any || i == kPs) n->look[t] = 0;
    return any ? 1 : i == kPs ? 2 : 0;
  }

  // --- an M that runs a goroutine ---

  void RunGoroutine(const WithheldState& s, int t,
                    Steps<WithheldState>* out) const {
    WithheldState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
      n = s;
    };
    const int p = s.p[t] - 1;
    switch (s.pc[t]) {
      case kRun:
        if (s.made < goroutines) {
          ++n.made;
          n.Store(t, kSize + p, s.Load(t, kSize + p) + 1);
          to(kReady, "Ready: into the queue");
          if (s.Load(t, kRunnext + p) == 0) {
            ++n.made;
            n.Store(t, kRunnext + p, 1);
            to(kRun, "ReadyNext");
          }
        }
        // preempt.cc Attend.
        if (s.Load(t, kStopping)) to(kGiveUp, "Attend: the world stops");
        ++n.ran;
        return to(kFind, "the goroutine ends");
      // sched.h MaybeWakeSomeone.
      case kReady:
        return to(s.Load(t, kIdlePs) != 0 ? kReadSpinning : kRun,
                  "MaybeWakeSomeone: reads n_idle_ps");
      case kReadSpinning:
        n.after[t] = kRun;
        return to(s.Load(t, kSpinning) == 0 ? kWake : kRun,
                  "MaybeWakeSomeone: reads spinning");
      case kGiveUp:
        // idle_stopped.cc GiveUpPWhileStopped.
        if (!n.TryLock(t, kSchedLock)) return;
        if (s.memory[kStopping]) {
          n.p[t] = 0;
          PushIdleP(&n, p);
          PushWantsP(&n, t, t);
        }
        n.Store(t, kSchedLock, 0);
        return to(s.memory[kStopping] ? kRests : kRun, "GiveUpPWhileStopped");
      case kRests:
        if (s.Load(t, kNote + t) == 0) return;
        n.Store(t, kNote + t, 0);
        return to(kRun, "goes on with the P that it has been given");
    }
  }

  // --- an M that looks for work ---

  void Work(const WithheldState& s, int t, Steps<WithheldState>* out) const {
    WithheldState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    const auto stop_spinning = [&](int then, const char* what) {
      n.then[t] = static_cast<uint8_t>(then);
      to(kStopSpinning, what);
    };
    const int p = s.p[t] - 1;
    switch (s.pc[t]) {
      // sched.cc FindRunnable.
      case kFind:
        if (s.Load(t, kStopping)) {
          return stop_spinning(kIdleStopped, "FindRunnable: the world stops");
        }
        return to(kFindWanted, "FindRunnable: the world runs");
      case kFindWanted: {
        const bool has_work =
            WorkOf(s, t, p) != 0 || s.Load(t, kGlobalSize) != 0;
        const bool own_turn = (s.owes_turn >> p & 1) != 0 && has_work;
        return to(s.Load(t, kWanted) && !own_turn ? kYield : kTakeOwn,
                  "FindRunnable: reads p_wanted");
      }
      case kYield: {
        // idle.cc YieldP.
        if (!n.TryLock(t, kSchedLock)) return;
        const int m = PopWantsP(&n, t);
        n.Store(t, kSchedLock, 0);
        if (m < 0) return to(kFind, "YieldP: nobody wants a P any more");
        n.p[t] = 0;
        n.owes_turn = static_cast<uint8_t>(s.owes_turn | 1 << p);
        Wake(&n, t, m, p, false);
        return stop_spinning(kWithoutP, "YieldP: to an M that wants a P");
      }
      case kTakeOwn: {
        if (WorkOf(s, t, p) == 0) return to(kGlobal, "TakeOwn: nothing");
        const int word = s.Load(t, kRunnext + p) ? kRunnext + p : kSize + p;
        n.Store(t, word, s.Load(t, word) - 1);
        HasHadATurn(&n, p);
        return stop_spinning(kRun, "TakeOwn");
      }
      case kGlobal:
        return to(s.Load(t, kGlobalSize) != 0 ? kTakeGlobal : kSteal,
                  "TakeGlobal: reads global_size");
      case kTakeGlobal:
        if (n.TryLock(t, kSchedLock)) TakeGlobal(n, t, out);
        return;
      case kSteal: {
        // steal.cc Steal, StartSpinning.
        if (s.spinning[t]) return to(kAskAround, "Steal: looks already");
        if (s.Load(t, kStopping) || s.Load(t, kWanted) ||
            s.Load(t, kGlobalSize)) {
          return to(kIdle, "Steal: is wanted");
        }
        const int busy = kPs - s.Load(t, kIdlePs);
        if (2 * s.Load(t, kSpinning) >= busy) {
          return to(kIdle, "Steal: enough others look");
        }
        if (!s.Drained(t)) return;
        ++n.memory[kSpinning];
        n.spinning[t] = 1;
        return to(kAskAround, "Steal: spinning + 1");
      }
      case kAskAround: {
        // The M that has the other P may be at a check; it gives half.
        const int victim = 1 - p;
        for (int m = 0; m < kMs; ++m) {
          if (s.p[m] != 1 + victim || s.pc[m] != kRun || !s.Drained(m) ||
              !s.Drained(t) || WorkOf(s, t, victim) == 0) {
            continue;
          }
          const int from = s.memory[kSize + victim] ? kSize : kRunnext;
          --n.memory[from + victim];
          HasHadATurn(&n, p);
          stop_spinning(kRun, "Steal: is granted a goroutine");
          n = s;
        }
        return to(kIdle, "Steal: nothing");
      }
      case kStopSpinning:
        if (!s.spinning[t]) {
          n.then[t] = 0;
          return to(s.then[t], "StopSpinning: does not spin");
        }
        if (!s.Drained(t)) return;
        n.spinning[t] = 0;
        n.then[t] = 0;
        n.after[t] = s.then[t];
        return to(--n.memory[kSpinning] == 0 ? int{kWake} : s.then[t],
                  "StopSpinning: spinning - 1");
      case kIdleStopped:
        // idle_stopped.cc IdleWhileStopped.
        if (!n.TryLock(t, kSchedLock)) return;
        n.Store(t, kSchedLock, 0);
        if (!s.memory[kStopping]) return to(kFind, "IdleWhileStopped: it runs");
        n.p[t] = 0;
        PushIdleP(&n, p);
        n.idle_ms = static_cast<uint8_t>(s.idle_ms | 1 << t);
        return to(kSleep, "IdleWhileStopped");
      case kWithoutP:
        if (!n.TryLock(t, kSchedLock)) return;
        n.Store(t, kSchedLock, 0);
        n.idle_ms = static_cast<uint8_t>(s.idle_ms | 1 << t);
        return to(kSleep, "StopWithoutP");
      // idle.cc Idle.
      case kIdle:
        if (!n.TryLock(t, kSchedLock)) return;
        n.Store(t, kSchedLock, 0);
        if (s.memory[kGlobalSize] != 0 || s.wants_p[0] != 0) {
          return to(kFind, "Idle: there is something after all");
        }
        n.p[t] = 0;
        PushIdleP(&n, p);
        n.idle_ms = static_cast<uint8_t>(s.idle_ms | 1 << t);
        n.then[t] = s.spinning[t];
        n.spinning[t] = 0;
        return to(kIdleNotSpinning, "Idle: the P is idle");
      case kIdleNotSpinning:
        if (s.then[t]) {
          if (!s.Drained(t)) return;
          --n.memory[kSpinning];
          n.then[t] = 0;
        }
        return to(kIdleBarrier, "Idle: spinning - 1 if it was");
      case kIdleBarrier:
        return HeavyBarrierStep(s, t, kAnyWork, "Idle: the heavy barrier", out);
      case kAnyWork: {
        const int any = AnyWork(&n, t);
        return to(any == 0   ? kAnyWork
                  : any == 1 ? kBack
                             : kSleep,
                  "Idle: AnyWork");
      }
      case kBack: {
        if (!n.TryLock(t, kSchedLock)) return;
        n.Store(t, kSchedLock, 0);
        if ((s.idle_ms >> t & 1) == 0) return to(kSleep, "Idle: is given a P");
        const int idle = PopIdleP(&n);
        if (idle < 0) return to(kSleep, "Idle: no P is idle any more");
        n.idle_ms = static_cast<uint8_t>(s.idle_ms & ~(1 << t));
        n.p[t] = static_cast<uint8_t>(1 + idle);
        n.spinning[t] = 1;
        ++n.memory[kSpinning];
        return to(kFind, "Idle: takes a P again");
      }
      case kSleep:
        if (s.Load(t, kNote + t) == 0) return;
        n.Store(t, kNote + t, 0);
        return to(kFind, "wakes up");
    }
  }

  // Behind its lock.
  void TakeGlobal(WithheldState n, int t, Steps<WithheldState>* out) const {
    const int p = n.p[t] - 1, size = n.memory[kGlobalSize];
    int take = size / kPs + 1;
    if (n.withheld_ps != 0 || take > size) take = size;
    n.pc[t] = kSteal;
    // PopShared, with two Ps one at most is withheld.
    const int from = n.withheld_ps == 0 ? 0 : __builtin_ctz(n.withheld_ps);
    int queued = n.memory[kSize + from], next = n.memory[kRunnext + from];
    int popped = 0;
    for (; popped < take; ++popped) {
      if (n.global != 0) {
        --n.global;
      } else if (n.withheld_ps != 0 && next != 0 &&
                 mutant != Mutant::kRunnextIsForgotten) {
        --next;
      } else if (n.withheld_ps != 0 && queued != 0) {
        --queued;
      } else {
        break;
      }
    }
    if (popped < take) {
      return out->Violate("global_size counts what nobody has");
    }
    if (n.withheld_ps != 0) {
      n.Store(t, kSize + from, queued);
      n.Store(t, kRunnext + from, next);
    }
    if (popped != 0) {
      if (popped > 1) n.Store(t, kSize + p, n.Load(t, kSize + p) + popped - 1);
      const int counted = mutant == Mutant::kTakesAndCountsOne ? 1 : popped;
      n.Store(t, kGlobalSize, size - counted);
      n.pc[t] = kStopSpinning;
      n.then[t] = kRun;
    }
    n.Store(t, kSchedLock, 0);
    if (popped != 0) HasHadATurn(&n, p);
    out->Add(n, "TakeGlobal: what is everybody's");
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

  // --- idle.cc WakeSomeone ---

  void WakeSomeone(const WithheldState& s, int t,
                   Steps<WithheldState>* out) const {
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
        const int p = PopIdleP(&n);
        if (p < 0) --n.memory[kSpinning];
        if (p >= 0 && s.idle_ms == 0) return;  // as above
        n.Store(t, kSchedLock, 0);
        if (p >= 0) Wake(&n, t, PopIdleM(&n), p, true);
        return to(s.after[t], "WakeSomeone: wakes an M if a P is idle");
      }
    }
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
