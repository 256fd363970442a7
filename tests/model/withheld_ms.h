// The Ms of withheld_model.h: they run goroutines, look for some, and sleep.
#ifndef PAGURUS_TESTS_MODEL_WITHHELD_MS_H_
#define PAGURUS_TESTS_MODEL_WITHHELD_MS_H_

#include "tests/model/withheld_state.h"

namespace pagurus::withheld_model {

// --- an M that runs a goroutine ---

inline void RunGoroutine(const WithheldState& s, int t, int goroutines,
                         Steps<WithheldState>* out) {
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

// sched.cc TakeGlobal, which has sched.lock.
inline void TakeGlobal(WithheldState n, int t, Mutant mutant,
                       Steps<WithheldState>* out) {
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

// --- an M that looks for work ---

inline void Work(const WithheldState& s, int t, Mutant mutant,
                 Steps<WithheldState>* out) {
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
      const bool has_work = WorkOf(s, t, p) != 0 || s.Load(t, kGlobalSize) != 0;
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
      if (n.TryLock(t, kSchedLock)) TakeGlobal(n, t, mutant, out);
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
      const int idle = PopIdleP(&n, mutant);
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

}  // namespace pagurus::withheld_model

#endif  // PAGURUS_TESTS_MODEL_WITHHELD_MS_H_
