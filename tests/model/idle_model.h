// Ms that go to sleep, and who wakes them (runtime/sched/idle.cc, sched.cc,
// steal.cc).
//
// One thread makes goroutines ready and has no time to run them: an M that
// computes, which puts them into its own queue and answers thieves; or a thread
// without a P, which puts them into the global queue.  Two Ms have nothing to
// do. Each goroutine runs for ever, so in the end each M must run one: if a
// goroutine is in a queue when nothing goes on, a wake-up has been lost.
//
// The producer's path has no fence (but for the global queue's lock); the price
// is the heavy barrier of who goes to sleep.
#ifndef PAGURUS_TESTS_MODEL_IDLE_MODEL_H_
#define PAGURUS_TESTS_MODEL_IDLE_MODEL_H_

#include "tests/model/explorer.h"

namespace pagurus::idle_model {

enum class Mutant {
  kNone,
  kNoHeavyBarrier,
  kNoLightBarrier,
  kNoSecondLook,
  kLooksBeforeIdle,
  kSpinsWhileLooking,
  kStopsSilently,
  kGoesBackSilently,
  kGivesUpLate,
  kNoLookUnderLock,
};

enum { kProducer, kWorker1, kWorker2, kThreads };
enum {
  kSchedLock,
  kSize,        // of the producer's queue
  kGlobalSize,  // of the global queue
  kIdlePs,
  kSpinning,
  kRequest,
  kInbox,
  kNote = kInbox + kThreads,  // by thread
  kVars = kNote + kThreads
};
enum { kGoroutines = 2, kAnswering = 9 };

// What a thread does next.
enum {
  kFind,          // workers start here
  kSteal,         // may it look for work?
  kLookAtVictim,  // ... which may have some
  kAsk,
  kAwaitGrant,
  kGlobal,
  kTakeGlobal,
  kStopSpinning,
  kRun,  // for ever
  kIdle,
  kIdleLocked,
  kIdleUnlock,
  kIdleNotSpinning,
  kIdleBarrier,
  kAnyWork,
  kBackLock,
  kBack,
  kSleep,
  // The producer.
  kPush,
  kReadIdle,
  kReadSpinning,
  kPushGlobal,
  kDone,
  // WakeSomeone; then goes on at `after`.
  kWake,
  kWakeClaim,
  kWakeLock,
  kWakePop,
  kWakeNobody,
};

struct IdleState : ModelState<kThreads, kVars> {
  uint8_t after[kThreads];     // WakeSomeone's caller goes on there
  uint8_t spinning[kThreads];  // M::spinning
  uint8_t early[kThreads];     // a mutant's early look
  uint8_t idle_ms;             // the list, a bit for each, under sched.lock
  uint8_t made;                // goroutines
  uint8_t granting;            // the producer's step of Grant; 0: none
};

struct IdleModel {
  using State = IdleState;
  bool global = false;
  Mutant mutant = Mutant::kNone;

  IdleState Start() const {
    IdleState s{};
    s.pc[kProducer] = global ? kPushGlobal : kPush;
    s.pc[kWorker1] = s.pc[kWorker2] = kFind;
    return s;
  }

  void Step(const IdleState& s, int t, Steps<IdleState>* out) const {
    if (t == kProducer && !global) Grant(s, out);
    // Between two checks that may answer, an answer is not interrupted.
    if (t == kProducer && s.granting != 0) return;
    if (s.pc[t] >= kWake) return WakeSomeone(s, t, out);
    if (s.pc[t] >= kPush) return Produce(s, out);
    Work(s, t, out);
  }

  // --- the producer ---

  void Produce(const IdleState& s, Steps<IdleState>* out) const {
    const int t = kProducer;
    IdleState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    const int next = s.made == kGoroutines ? kDone : kPush;
    switch (s.pc[t]) {
      case kPush:
        // sched.cc Ready: p->queue.Push.
        if (mutant == Mutant::kNoLightBarrier && s.early[t] == 0) {
          const bool wake = s.Load(t, kIdlePs) != 0 && !s.Load(t, kSpinning);
          n.early[t] = wake ? 2 : 1;
          return to(kPush, "MaybeWakeSomeone, before its time");
        }
        ++n.made;
        if (!s.CanStore(t)) return;
        n.Store(t, kSize, s.Load(t, kSize) + 1);
        return to(kReadIdle, "Ready: into the queue");
      case kReadIdle:
        // sched.h MaybeWakeSomeone.
        if (mutant == Mutant::kNoLightBarrier) {
          n.after[t] = static_cast<uint8_t>(next);
          n.early[t] = 0;
          return to(s.early[t] == 2 ? kWake : next,
                    "MaybeWakeSomeone: what was read before");
        }
        return to(s.Load(t, kIdlePs) != 0 ? kReadSpinning : next,
                  "MaybeWakeSomeone: reads n_idle_ps");
      case kReadSpinning:
        n.after[t] = static_cast<uint8_t>(next);
        return to(s.Load(t, kSpinning) == 0 ? kWake : next,
                  "MaybeWakeSomeone: reads spinning");
      case kPushGlobal:
        // sched.cc PushGlobal; its lock is held for this step and the store.
        if (s.made == kGoroutines) return to(kDone, "all are made");
        if (!s.CanStore(t, 2) || !n.TryLock(t, kSchedLock)) return;
        ++n.made;
        n.Store(t, kGlobalSize, s.memory[kGlobalSize] + 1);
        n.Store(t, kSchedLock, 0);
        n.after[t] = kPushGlobal;
        return to(kWake, "PushGlobal: into the global queue");
    }
  }

  // steal.cc Grant, at any of the producer's checks: half of what there is, the
  // running goroutine included.
  void Grant(const IdleState& s, Steps<IdleState>* out) const {
    const int t = kProducer;
    IdleState n = s;
    if (s.granting == 0) {
      // In the middle of WakeSomeone there is no check.
      if (s.pc[t] != kPush && s.pc[t] != kDone) return;
      if (!s.Drained(t) || s.memory[kRequest] == 0) return;
      n.granting = s.memory[kRequest];
      n.memory[kRequest] = kAnswering;
      return out->Add(n, "Grant: answers");
    }
    if (!s.CanStore(t, 3)) return;
    const int size = s.Load(t, kSize), grant = (size + 1) / 2;
    n.Store(t, kSize, size - grant);
    n.Store(t, kInbox + s.granting, 1 + grant);
    n.Store(t, kRequest, 0);
    n.granting = 0;
    out->Add(n, "Grant: fills the inbox");
  }

  // --- an M without work ---

  void Work(const IdleState& s, int t, Steps<IdleState>* out) const {
    IdleState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    switch (s.pc[t]) {
      case kFind:
        // sched.cc FindRunnable.
        return to(s.Load(t, kGlobalSize) != 0 ? kGlobal : kSteal,
                  "FindRunnable: reads global_size");
      case kGlobal:
        if (n.TryLock(t, kSchedLock)) to(kTakeGlobal, "TakeGlobal: locks");
        return;
      case kTakeGlobal: {
        if (!s.CanStore(t, 2)) return;
        const int size = s.Load(t, kGlobalSize);
        if (size != 0) n.Store(t, kGlobalSize, size - 1);
        n.Store(t, kSchedLock, 0);
        return to(size != 0 ? kStopSpinning : kSteal, "TakeGlobal: unlocks");
      }
      case kSteal: {
        // steal.cc Steal.
        if (s.spinning[t]) return to(kLookAtVictim, "Steal: looks already");
        const int busy = kThreads - s.Load(t, kIdlePs);
        if (2 * s.Load(t, kSpinning) >= busy) {
          return to(kIdle, "Steal: enough others look");
        }
        if (!s.Drained(t)) return;
        ++n.memory[kSpinning];
        n.spinning[t] = 1;
        return to(kLookAtVictim, "Steal: spinning + 1");
      }
      case kLookAtVictim:
        if (s.Load(t, kGlobalSize) != 0) {
          return to(kIdle, "Steal: there is something in the global queue");
        }
        return to(s.Load(t, kSize) != 0 ? kAsk : kIdle,
                  "Steal: reads the victim's size");
      case kAsk:
        if (!s.Drained(t)) return;
        if (s.memory[kRequest] != 0) {
          return to(kIdle, "StealFrom: somebody else asks");
        }
        n.memory[kRequest] = static_cast<uint8_t>(t);
        return to(kAwaitGrant, "StealFrom: asks");
      case kAwaitGrant: {
        const int inbox = s.Load(t, kInbox + t);
        if (inbox != 0) {
          if (!s.CanStore(t)) return;
          n.Store(t, kInbox + t, 0);
          return to(inbox > 1 ? kStopSpinning : kIdle, "EmptyInbox");
        }
        // It loses patience at any time.
        if (!s.Drained(t) || s.memory[kRequest] != t) return;
        n.memory[kRequest] = 0;
        return to(kIdle, "StealFrom: takes the request back");
      }
      case kStopSpinning:
        // steal.cc StopSpinning.
        if (!s.spinning[t]) return to(kRun, "runs a goroutine");
        if (!s.Drained(t)) return;
        n.spinning[t] = 0;
        n.after[t] = kRun;
        return to(--n.memory[kSpinning] == 0 && mutant != Mutant::kStopsSilently
                      ? kWake
                      : kRun,
                  "StopSpinning: spinning - 1");
      case kIdle:
        // idle.cc Idle.
        if (mutant == Mutant::kLooksBeforeIdle) n.early[t] = AnyWork(s, t);
        if (n.TryLock(t, kSchedLock)) to(kIdleLocked, "Idle: locks");
        return;
      case kIdleLocked:
        if (!s.CanStore(t)) return;
        if (s.Load(t, kGlobalSize) != 0 && mutant != Mutant::kNoLookUnderLock) {
          n.Store(t, kSchedLock, 0);
          return to(kFind, "Idle: there is something after all");
        }
        if (!s.Drained(t)) return;
        ++n.memory[kIdlePs];
        n.idle_ms = static_cast<uint8_t>(s.idle_ms | 1 << t);
        return to(kIdleUnlock, "Idle: n_idle_ps + 1, into the list of Ms");
      case kIdleUnlock: {
        if (!s.CanStore(t)) return;
        n.Store(t, kSchedLock, 0);
        // Who takes it from the list sets M::spinning anew.
        n.early[t] = static_cast<uint8_t>(s.early[t] | s.spinning[t] << 1);
        return to(kIdleNotSpinning, "Idle: unlocks");
      }
      case kIdleNotSpinning: {
        const bool was_spinning = (s.early[t] & 2) != 0;
        const bool now = mutant != Mutant::kSpinsWhileLooking;
        if (was_spinning && now) {
          if (!s.Drained(t)) return;
          --n.memory[kSpinning];
          n.early[t] &= 1;
        }
        return to(mutant == Mutant::kNoHeavyBarrier ? kAnyWork : kIdleBarrier,
                  "Idle: spinning - 1 if it was");
      }
      case kIdleBarrier:
        return HeavyBarrierStep(s, t, kAnyWork, "Idle: the heavy barrier", out);
      case kAnyWork: {
        bool any = AnyWork(s, t);
        if (mutant == Mutant::kNoSecondLook) any = false;
        if (mutant == Mutant::kLooksBeforeIdle) any = (s.early[t] & 1) != 0;
        if ((s.early[t] & 2) != 0) {
          if (!s.Drained(t)) return;
          --n.memory[kSpinning];
        }
        n.early[t] = 0;
        return to(any ? kBackLock : kSleep, "Idle: AnyWork");
      }
      case kBackLock:
        if (n.TryLock(t, kSchedLock)) to(kBack, "Idle: locks again");
        return;
      case kBack: {
        if (!s.CanStore(t)) return;
        const bool listed = (s.idle_ms >> t & 1) != 0;
        if (listed && s.memory[kIdlePs] != 0) {
          if (!s.Drained(t)) return;
          --n.memory[kIdlePs];
          n.idle_ms = static_cast<uint8_t>(s.idle_ms & ~(1 << t));
          n.spinning[t] = mutant != Mutant::kGoesBackSilently;
          n.memory[kSpinning] += n.spinning[t];
          n.Store(t, kSchedLock, 0);
          return to(kFind, "Idle: takes a P again, spinning + 1");
        }
        n.Store(t, kSchedLock, 0);
        return to(kSleep, "Idle: somebody has given it a P, or taken the last");
      }
      case kSleep:
        // note.cc Wait.
        if (s.Load(t, kNote + t) == 0 || !s.CanStore(t)) return;
        n.Store(t, kNote + t, 0);
        return to(kFind, "wakes up");
    }
  }

  static bool AnyWork(const IdleState& s, int t) {
    return s.Load(t, kGlobalSize) != 0 || s.Load(t, kSize) != 0;
  }

  // --- idle.cc WakeSomeone ---

  void WakeSomeone(const IdleState& s, int t, Steps<IdleState>* out) const {
    IdleState n = s;
    const auto to = [&](int pc, const char* what) {
      n.pc[t] = static_cast<uint8_t>(pc);
      out->Add(n, what);
    };
    switch (s.pc[t]) {
      case kWake:
        return to(s.Load(t, kIdlePs) != 0 ? kWakeClaim : s.after[t],
                  "WakeSomeone: reads n_idle_ps");
      case kWakeClaim:
        if (!s.Drained(t)) return;
        if (s.memory[kSpinning] != 0) {
          return to(s.after[t], "WakeSomeone: somebody looks already");
        }
        n.memory[kSpinning] = 1;
        return to(kWakeLock, "WakeSomeone: spinning 0 -> 1");
      case kWakeLock:
        if (n.TryLock(t, kSchedLock)) to(kWakePop, "WakeSomeone: locks");
        return;
      case kWakePop: {
        if (!s.CanStore(t, 2)) return;
        if (!s.Drained(t)) return;
        if (s.memory[kIdlePs] == 0) {
          const bool late = mutant == Mutant::kGivesUpLate;
          if (!late) --n.memory[kSpinning];
          n.Store(t, kSchedLock, 0);
          return to(late ? kWakeNobody : s.after[t],
                    "WakeSomeone: no P is idle any more");
        }
        int m = kWorker1;
        while ((s.idle_ms >> m & 1) == 0) {
          if (++m == kThreads) return out->Violate("an idle P without an M");
        }
        --n.memory[kIdlePs];
        n.idle_ms = static_cast<uint8_t>(s.idle_ms & ~(1 << m));
        n.Store(t, kSchedLock, 0);
        n.spinning[m] = 1;
        n.Store(t, kNote + m, 1);
        return to(s.after[t], "WakeSomeone: wakes an M");
      }
      case kWakeNobody:
        if (!s.Drained(t)) return;
        --n.memory[kSpinning];
        return to(s.after[t], "WakeSomeone: spinning - 1, too late");
    }
  }

  void Check(const IdleState&, Steps<IdleState>*) const {}

  bool MayEnd(const IdleState& s) const {
    return s.pc[kProducer] == kDone && s.pc[kWorker1] == kRun &&
           s.pc[kWorker2] == kRun && s.memory[kSpinning] == 0 &&
           s.memory[kIdlePs] == 0;
  }
};

}  // namespace pagurus::idle_model

#endif  // PAGURUS_TESTS_MODEL_IDLE_MODEL_H_
