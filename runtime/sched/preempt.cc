#include "runtime/sched/preempt.h"

#include <sys/mman.h>

#include "arch/entries.h"
#include "runtime/print.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/native.h"
#include "runtime/sched/park.h"
#include "runtime/sched/start_m.h"
#include "runtime/sched/steal.h"
#include "runtime/sched/stop_world.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

// Under sched=SEED a goroutine is preempted at one check in so many.
constexpr uint64_t kSeededPreemption = 16;

// What a preempted goroutine has in registers.  G::save_area points to `area`.
struct Saved {
  SaveArea area;
  FpModes modes;
  Saved* next;  // on the free list
};

Saved* SavedOf(const G* g) { return reinterpret_cast<Saved*>(g->save_area); }

constinit Lock saved_lock(LockRank::kPools);
PAG_HOLD_ACROSS_FORK(saved_lock);
constinit Saved* free_saved = nullptr;
constexpr size_t kSlab = size_t{64} << 10;

Saved* AllocSaved() {
  Locked locked(&saved_lock);
  if (free_saved == nullptr) {
    void* memory = mmap(nullptr, kSlab, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    Saved* slab = static_cast<Saved*>(memory);
    for (size_t i = 0; i < kSlab / sizeof(Saved); ++i) {
      slab[i].next = free_saved;
      free_saved = &slab[i];
    }
  }
  Saved* saved = free_saved;
  free_saved = saved->next;
  return saved;
}

bool MustGiveWay(P* p) {
  if (switches.sched != 0) return p->Random() % kSeededPreemption == 0;
  if (!p->preempt.load(std::memory_order_relaxed)) return false;
  p->preempt.store(false, std::memory_order_relaxed);
  return true;
}

bool OthersWait(const P* p) {
  return p->queued() != 0 ||
         p->runnext.load(std::memory_order_relaxed) != nullptr ||
         sched.global_size.load(std::memory_order_relaxed) != 0 ||
         sched.p_wanted.load(std::memory_order_relaxed);
}

// A copy of *area, which is on this M's system stack, becomes g's.
[[noreturn]] PAG_UNINSTRUMENTED void GiveWay(P* p, G* g, const SaveArea* area,
                                             bool at_poll) {
  SavedOf(g)->area = *area;
  SavedOf(g)->modes = NoteFpModes();
  g->at_poll = at_poll;
  g->preempted = true;
  g->sched.sp = area->sp;
  p->GlobalNext();
  if (Tracing()) TraceStop(pag_tls.m, kTracePreempted);
  LeaveGoroutine(GStatus::kRunnable);
  p->queue.Push(g);
  Schedule();
}

}  // namespace

void AskForAttention(P* p) {
  // Holding the lock keeps the M, and its thread's guard word, in existence.
  Locked locked(&threads_lock);
  M* m = p->m.load(std::memory_order_relaxed);
  if (m != nullptr) PoisonGuard(m->guard_word);
}

void AskToGiveWay(P* p) {
  p->preempt.store(true, std::memory_order_relaxed);
  AskForAttention(p);
}

void Attend(G* g, SaveArea* area, bool at_poll) {
  if (WorldStops()) RestAtSafepoint(g, area, at_poll);
  P* p = EnsureP();
  if (p->request.load(std::memory_order_relaxed) != 0) Grant(p, true);
  if (!MustGiveWay(p) || !OthersWait(p)) return;
  if (g->save_area == nullptr) {
    Saved* saved = AllocSaved();
    if (saved == nullptr) return;  // it goes on, for want of memory
    g->save_area = &saved->area;
  }
  GiveWay(p, g, area, at_poll);
}

void AttendInCallback() {
  M* m = pag_tls.m;
  // A signal handler, which may have interrupted the scheduler itself.
  if (pag_tls.g == &m->signal_g) return;
  // To sysmon this looks like native code, and nobody waits for the world in an
  // operation of the runtime that has called back.
  RuntimeScope scope;
  Rest(m);
  P* p = m->p.load(std::memory_order_relaxed);
  if (p == nullptr) return;
  if (p->request.load(std::memory_order_relaxed) != 0) Grant(p, true);
  if (!MustGiveWay(p) || !OthersWait(p)) return;
  p = ReleaseP(m, kTraceInCallback);
  if (p == nullptr) return;
  p->GlobalNext();
  HandOff(p);
  AcquireP(m);
}

PAG_UNINSTRUMENTED void GoOnWherePreempted(G* g) {
  pag_tls.g = g;
  g->preempted = false;
  g->at_poll = false;
  RestoreFpModes(SavedOf(g)->modes);
  ResumePreempted(g->save_area);
}

void FreeSaveArea(G* g) {
  if (g->save_area == nullptr) return;
  Saved* saved = SavedOf(g);
  g->save_area = nullptr;
  Locked locked(&saved_lock);
  saved->next = free_saved;
  free_saved = saved;
}

}  // namespace pagurus
