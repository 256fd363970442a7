#include "runtime/roots.h"

#include "runtime/global_roots.h"
#include "runtime/proc.h"
#include "runtime/scan.h"
#include "runtime/sched/claim.h"
#include "runtime/sched/start_m.h"
#include "runtime/shrink.h"
#include "runtime/sync/typed_channels.h"
#include "runtime/timers/timers.h"

namespace pagurus {
namespace {

bool RunBySomeone(const G* g) {
  // One that was stopped in a loop is in a queue, but its M has it.
  return g->status.load(std::memory_order_relaxed) == GStatus::kRunning ||
         (g->sched.sp == 0 && !g->preempted && !NotStarted(g));
}

bool Lives(const G* g) {
  const GStatus status = g->status.load(std::memory_order_relaxed);
  return g->magic == kGMagic &&
         (status == GStatus::kRunnable || status == GStatus::kWaiting ||
          status == GStatus::kRunning);
}

}  // namespace

void VisitObject(const pag_type* type, const void* object,
                 const RootVisitor& visit) {
  if (type->refs == nullptr) return;
  const auto* words = static_cast<const uintptr_t*>(object);
  for (size_t i = 0; i < type->size / sizeof(uintptr_t); ++i) {
    if ((type->refs[i / 64] >> (i % 64) & 1) != 0) visit(words[i]);
  }
}

void VisitRoots(uint32_t part, uint32_t parts, const RootVisitor& visit) {
  Scanner scanner(visit);
  GIterator all;
  G* run;
  uint32_t turn = 0;
  while (size_t n = all.NextRun(&run)) {
    if (turn++ % parts != part) continue;
    for (G* g = run; g != run + n; ++g) {
      if (Lives(g) && !RunBySomeone(g)) scanner.Goroutine(g, nullptr);
    }
  }
  if (part != 0) return;
  {
    Locked locked(&threads_lock);
    for (const M* m = all_ms; m != nullptr; m = m->next_m) scanner.Thread(m);
  }
  VisitGlobals(visit);
  VisitTypedChannels(visit);
  VisitTimers(visit);
}

size_t ShrinkStopped() {
  size_t smaller = 0;
  GIterator all;
  while (G* g = all.Next()) {
    if (!Lives(g) || NotStarted(g)) continue;
    // Who marks on behalf of somebody else does not stop.
    if ((g->claim.fetch_or(kClaimed) & kClaimed) != 0) continue;
    smaller += ShrinkStack(g);
    ReleaseClaim(g);
  }
  return smaller;
}

}  // namespace pagurus
