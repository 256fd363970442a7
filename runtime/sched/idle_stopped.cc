// What becomes of Ms and Ps while the world stops (stop_world.h): all Ps gather
// in the list of idle ones, out of which nobody gets one until the world
// starts.
#include "runtime/sched/idle_lists.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/steal.h"
#include "runtime/sched/stop_world.h"
#include "runtime/sched/sysmon.h"

namespace pagurus {

bool GiveUpPWhileStopped(M* m) {
  sched.lock.Acquire();
  P* p = m->p.load(std::memory_order_relaxed);
  if (p == nullptr || !WorldStopsFor(m)) {
    sched.lock.Release();
    return false;
  }
  LoseP(m, kTraceWorldStops);
  PushIdleP(p);
  PushWantsP(m);
  sched.lock.Release();
  NoteIdleP();
  SleepUntilGivenP(m);
  return true;
}

void IdleWhileStopped(M* m) {
  StopSpinning(m);
  sched.lock.Acquire();
  P* p = m->p.load(std::memory_order_relaxed);
  if (!WorldStops()) {
    sched.lock.Release();
    return;
  }
  LoseP(m, kTraceWorldStops);
  PushIdleP(p);
  PushIdleM(m);
  sched.lock.Release();
  NoteIdleP();
  m->note.Wait();
}

bool StopWith(M* m, bool* has_p) {
  Locked locked(&sched.lock);
  if (WorldStops()) return false;
  world.stopper.store(m);
  P* p = m->p.load(std::memory_order_relaxed);
  *has_p = p != nullptr;
  if (p == nullptr) return true;
  LoseP(m, kTraceWorldStops);
  PushIdleP(p);
  return true;
}

P* TakeIdlePs(M* stopper) {
  Locked locked(&sched.lock);
  world.stopper.store(nullptr);
  if (stopper != nullptr) Take(stopper, PopIdleP());
  P* others = sched.idle_ps;
  uint32_t n = 0;
  for (const P* p = others; p != nullptr; p = p->next_idle) ++n;
  sched.idle_ps = nullptr;
  sched.n_idle_ps.fetch_sub(n);
  if (n != 0) WakeSleepingSysmon();
  return others;
}

}  // namespace pagurus
