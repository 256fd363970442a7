#include "runtime/sched/idle_lists.h"

#include "runtime/sched/stop_world.h"
#include "runtime/sched/sysmon.h"

namespace pagurus {

void PushIdleP(P* p) {
  p->m.store(nullptr, std::memory_order_relaxed);
  p->next_idle = sched.idle_ps;
  sched.idle_ps = p;
  sched.n_idle_ps.fetch_add(1);
}

P* PopIdleP() {
  P* p = sched.idle_ps;
  if (p == nullptr || WorldStops()) return nullptr;
  sched.idle_ps = p->next_idle;
  sched.n_idle_ps.fetch_sub(1);
  WakeSleepingSysmon();
  return p;
}

void PushIdleM(M* m) {
  m->next_waiting = sched.idle_ms;
  sched.idle_ms = m;
}

M* PopIdleM() {
  M* m = sched.idle_ms;
  if (m != nullptr) sched.idle_ms = m->next_waiting;
  return m;
}

bool RemoveIdleM(M* m) {
  M** link = &sched.idle_ms;
  while (*link != nullptr && *link != m) link = &(*link)->next_waiting;
  if (*link == nullptr) return false;
  *link = m->next_waiting;
  return true;
}

M* PopWantsP() {
  M* m = sched.wants_p;
  if (m == nullptr) return nullptr;
  sched.wants_p = m->next_waiting;
  if (sched.wants_p == nullptr) {
    sched.wants_p_tail = nullptr;
    sched.p_wanted.store(false, std::memory_order_relaxed);
  }
  return m;
}

void PushWantsP(M* m) {
  m->next_waiting = nullptr;
  (sched.wants_p == nullptr ? sched.wants_p
                            : sched.wants_p_tail->next_waiting) = m;
  sched.wants_p_tail = m;
  sched.p_wanted.store(true, std::memory_order_relaxed);
}

void SleepUntilGivenP(M* m) {
  m->rests.fetch_add(1);
  m->note.Wait();
  // The P is in use, so nobody takes this M for stopped.
  m->rests.fetch_sub(1);
}

}  // namespace pagurus
