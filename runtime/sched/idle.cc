// Ms and Ps that have nothing to do.
//
// No wake-up is lost although who makes a goroutine ready takes no lock:
//
//      ready                              idle
//      store the queue's size             n_idle_ps + 1 (under the lock)
//      light barrier                      heavy barrier
//      load n_idle_ps: wake if not 0      load all sizes: go on if not 0
//
// One of the two sees the other.  The same with `spinning` in n_idle_ps's
// place: it is decremented before the sizes are read.  tests/model/idle_model.h
// explores all orders of these steps.
#include "runtime/sched/clock.h"
#include "runtime/sched/deadlock.h"
#include "runtime/sched/idle_lists.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/start_m.h"
#include "runtime/sched/steal.h"
#include "runtime/sched/stop_world.h"
#include "runtime/switches.h"
#include "runtime/timers/timers.h"

namespace pagurus {
namespace {

bool AnyWork() {
  if (sched.global_size.load(std::memory_order_relaxed) != 0) return true;
  const uint32_t procs = sched.procs.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < procs; ++i) {
    if (sched.ps[i]->queued() != 0) return true;
  }
  return false;
}

// Wakes `m` to run p, or a new M if it is null.
void Run(M* m, P* p, bool spinning) {
  if (m == nullptr) {
    StartM(p, spinning);
    return;
  }
  m->spinning = spinning;
  Take(m, p);
  m->note.Wake();
}

// sched=SEED: nobody can run, so time goes on to when the next timer is due;
// false if there is none, or a goroutine is not done with native code.
bool SkipToNextTimer() {
  // A thread of the program's own may stop the last one at any time.
  const int64_t next = NextTimer();
  if (switches.sched == 0 || next == kNever || !EveryGoroutineWaits()) {
    return false;
  }
  AdvanceTime(next);
  RunTimers(Nanotime());
  return true;
}

}  // namespace

void WakeSomeone() {
  if (sched.n_idle_ps.load(std::memory_order_relaxed) == 0) return;
  uint32_t none = 0;
  if (!sched.spinning.compare_exchange_strong(none, 1)) return;
  sched.lock.Acquire();
  P* p = PopIdleP();
  M* m = p == nullptr ? nullptr : PopIdleM();
  // Nobody looks for work after all.  Known before another P becomes idle: who
  // sees that one must not rely on us.
  if (p == nullptr) sched.spinning.fetch_sub(1);
  sched.lock.Release();
  if (p == nullptr) return;
  Run(m, p, true);
}

void Idle(M* m) {
  if (SkipToNextTimer()) return;
  sched.lock.Acquire();
  if (sched.global_size.load(std::memory_order_relaxed) != 0 ||
      sched.wants_p != nullptr) {
    sched.lock.Release();
    return;
  }
  PushIdleP(m->p.load(std::memory_order_relaxed));
  LoseP(m, kTraceYields);
  // Who takes it from the list has its own say in this.
  const bool was_spinning = m->spinning;
  m->spinning = false;
  PushIdleM(m);
  sched.lock.Release();
  if (was_spinning) sched.spinning.fetch_sub(1);
  NoteIdleP();
  if (sched.procs.load(std::memory_order_relaxed) > 1) HeavyBarrier();
  if (AnyWork()) {
    sched.lock.Acquire();
    // Not in the list: somebody has just given us a P.
    if (RemoveIdleM(m)) {
      P* p = PopIdleP();
      if (p != nullptr) {
        Take(m, p);
        // Others may have relied on us while we were spinning: when we find
        // something we wake the next one (StopSpinning).
        m->spinning = true;
        sched.spinning.fetch_add(1);
        sched.lock.Release();
        return;
      }
      PushIdleM(m);
    }
    sched.lock.Release();
  } else {
    CheckDeadlock();
  }
  m->note.Wait();
}

void StopWithoutP(M* m) {
  StopSpinning(m);
  sched.lock.Acquire();
  PushIdleM(m);
  sched.lock.Release();
  m->note.Wait();
}

void HandOff(P* p) {
  const bool work = p->queued() != 0 ||
                    p->runnext.load(std::memory_order_relaxed) != nullptr ||
                    (switches.sched != 0 && NextTimer() != kNever);
  sched.lock.Acquire();
  if (WorldStops()) {
    PushIdleP(p);
    sched.lock.Release();
    NoteIdleP();
    return;
  }
  const bool any =
      work || sched.global_size.load(std::memory_order_relaxed) != 0;
  M* m = any && p->owes_turn ? nullptr : PopWantsP();
  // Until a goroutine has had it (FindRunnable).
  if (m != nullptr) p->owes_turn = true;
  if (m != nullptr || any) {
    if (m == nullptr) m = PopIdleM();
    sched.lock.Release();
    Run(m, p, false);
    return;
  }
  PushIdleP(p);
  sched.lock.Release();
  if (sched.procs.load(std::memory_order_relaxed) > 1) HeavyBarrier();
  if (AnyWork()) {
    WakeSomeone();
  } else {
    CheckDeadlock();
  }
}

M* TakeStandIn(P* p) {
  Locked locked(&sched.lock);
  M* m = p->owes_turn ? PopIdleM() : nullptr;
  if (m == nullptr) {
    m = PopWantsP();
    if (m != nullptr) p->owes_turn = true;
  }
  return m != nullptr ? m : PopIdleM();
}

bool SomeoneStandsIn() {
  Locked locked(&sched.lock);
  return sched.wants_p != nullptr || sched.idle_ms != nullptr;
}

void GiveTo(M* to, P* p) { Run(to, p, false); }

void AcquireP(M* m) {
  sched.lock.Acquire();
  // sysmon may have thought better of it.
  if (m->p.load(std::memory_order_relaxed) != nullptr) {
    sched.lock.Release();
    return;
  }
  P* p = PopIdleP();
  if (p != nullptr) {
    Take(m, p);
    sched.lock.Release();
    return;
  }
  PushWantsP(m);
  sched.lock.Release();
  SleepUntilGivenP(m);
}

void YieldP(M* m) {
  sched.lock.Acquire();
  // Under the lock: sysmon may be about to put M::p back (native.h).
  P* p = m->p.load(std::memory_order_relaxed);
  M* to = PopWantsP();
  if (to != nullptr) {
    LoseP(m, kTraceYields);
    p->owes_turn = true;
  }
  sched.lock.Release();
  if (to == nullptr) return;
  Run(to, p, false);
  StopWithoutP(m);
}

}  // namespace pagurus
