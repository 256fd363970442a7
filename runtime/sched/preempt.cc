#include "runtime/sched/preempt.h"

#include <sys/mman.h>

#include "arch/entries.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/sched/park.h"
#include "runtime/sched/start_m.h"
#include "runtime/sched/steal.h"
#include "runtime/sched/fork.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

// Under sched=SEED a goroutine is preempted at one check in so many.
constexpr uint64_t kSeededPreemption = 16;

constinit Lock area_lock(LockRank::kPools);
PAG_HOLD_ACROSS_FORK(area_lock);
// Linked by their first word.
constinit SaveArea* free_areas = nullptr;
constexpr size_t kAreaSlab = size_t{64} << 10;

SaveArea*& Next(SaveArea* area) { return *reinterpret_cast<SaveArea**>(area); }

SaveArea* AllocSaveArea() {
  Locked locked(&area_lock);
  if (free_areas == nullptr) {
    void* memory = mmap(nullptr, kAreaSlab, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    SaveArea* areas = static_cast<SaveArea*>(memory);
    for (size_t i = 0; i < kAreaSlab / sizeof(SaveArea); ++i) {
      Next(&areas[i]) = free_areas;
      free_areas = &areas[i];
    }
  }
  SaveArea* area = free_areas;
  free_areas = Next(area);
  return area;
}

bool MustGiveWay(P* p) {
  if (switches.sched != 0) return p->Random() % kSeededPreemption == 0;
  if (!p->preempt.load(std::memory_order_relaxed)) return false;
  p->preempt.store(false, std::memory_order_relaxed);
  return true;
}

bool OthersWait(const P* p) {
  return p->queue.size() != 0 ||
         p->runnext.load(std::memory_order_relaxed) != nullptr ||
         sched.global_size.load(std::memory_order_relaxed) != 0 ||
         sched.p_wanted.load(std::memory_order_relaxed);
}

// A copy of *area, which is on this M's system stack, becomes g's.
[[noreturn]] PAG_UNINSTRUMENTED void GiveWay(P* p, G* g, const SaveArea* area) {
  *g->save_area = *area;
  g->preempted = true;
  g->sched.sp = area->sp;
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

void Attend(G* g, SaveArea* area) {
  P* p = EnsureP();
  if (p->request.load(std::memory_order_relaxed) != 0) Grant(p, true);
  if (!MustGiveWay(p) || !OthersWait(p)) return;
  if (g->save_area == nullptr) g->save_area = AllocSaveArea();
  if (g->save_area != nullptr) GiveWay(p, g, area);
}

void AttendInCallback() {
  M* m = pag_tls.m;
  // To sysmon this looks like native code.
  RuntimeScope scope;
  P* p = m->p.load(std::memory_order_relaxed);
  if (p == nullptr) return;
  if (p->request.load(std::memory_order_relaxed) != 0) Grant(p, true);
  if (!MustGiveWay(p) || !OthersWait(p)) return;
  p = ReleaseP(m);
  if (p == nullptr) return;
  HandOff(p);
  AcquireP(m);
}

void FreeSaveArea(G* g) {
  if (g->save_area == nullptr) return;
  Locked locked(&area_lock);
  Next(g->save_area) = free_areas;
  free_areas = g->save_area;
  g->save_area = nullptr;
}

}  // namespace pagurus
