// What becomes of Ms and Ps while the world stops (stop_world.h): all Ps gather
// in the list of idle ones, out of which nobody gets one until the world
// starts; some may be withheld for longer, and then what stands in their queues
// is everybody's (tests/model/withheld_model.h).
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

namespace {

uint32_t WorkOf(const P* p) {
  return p->queued() +
         (p->runnext.load(std::memory_order_relaxed) != nullptr ? 1 : 0);
}

// What it has to run counts as everybody's from here on.
void Withhold(P* p) {
  p->next_idle = sched.withheld_ps;
  sched.withheld_ps = p;
  sched.n_withheld_ps.fetch_add(1);
  sched.global_size.fetch_add(WorkOf(p));
}

P* PopWithheld() {
  P* p = sched.withheld_ps;
  if (p == nullptr) return nullptr;
  sched.withheld_ps = p->next_idle;
  sched.n_withheld_ps.fetch_sub(1);
  sched.global_size.fetch_sub(WorkOf(p));
  return p;
}

// Those that have nothing to run first.
void MoveToWithheld(bool with_work) {
  P** link = &sched.idle_ps;
  while (*link != nullptr && sched.n_withheld_ps.load() < sched.to_withhold) {
    P* p = *link;
    if (!with_work && WorkOf(p) != 0) {
      link = &p->next_idle;
      continue;
    }
    *link = p->next_idle;
    sched.n_idle_ps.fetch_sub(1);
    Withhold(p);
  }
}

void ExchangeWithheld() {
  while (P* p = PopWithheld()) PushIdleP(p);
  MoveToWithheld(false);
  MoveToWithheld(true);
}

}  // namespace

void WithholdPs(uint32_t threads) {
  Locked locked(&sched.lock);
  const uint32_t procs = sched.procs.load(std::memory_order_relaxed);
  sched.to_withhold = 0;
  if (procs == 0) return;  // before main
  const uint32_t spare =
      sched.processors > procs ? sched.processors - procs : 0;
  const uint32_t wanted = threads > spare ? threads - spare : 0;
  sched.to_withhold = wanted < procs ? wanted : procs - 1;
}

P* TakeIdlePs(M* stopper) {
  Locked locked(&sched.lock);
  world.stopper.store(nullptr);
  if (stopper != nullptr) Take(stopper, PopIdleP());
  ExchangeWithheld();
  P* others = sched.idle_ps;
  uint32_t n = 0;
  for (const P* p = others; p != nullptr; p = p->next_idle) ++n;
  sched.idle_ps = nullptr;
  sched.n_idle_ps.fetch_sub(n);
  if (n != 0) WakeSleepingSysmon();
  return others;
}

}  // namespace pagurus
