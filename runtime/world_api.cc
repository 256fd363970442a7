// pagurus_world.h.
#include "runtime/barrier.h"
#include "runtime/marking.h"
#include "runtime/pagurus_world.h"
#include "runtime/roots.h"
#include "runtime/sched/deadlock.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/stop_world.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

PAGURUS_API void pag_stop_world(void) { pagurus::StopTheWorld(); }

PAGURUS_API void pag_start_world(void) { pagurus::StartTheWorld(); }

PAGURUS_API void pag_visit_roots(unsigned part, unsigned parts,
                                 void (*visit)(void*, uintptr_t), void* arg) {
  pagurus::VisitRoots(part, parts, {visit, arg});
}

PAGURUS_API void pag_begin_marking(void) { pagurus::BeginMarking(); }

PAGURUS_API void pag_follow_notes(void (*follow)(void*, const uintptr_t*,
                                                 size_t),
                                  void* arg) {
  pagurus::FollowMarkingNotes(follow, arg);
}

PAGURUS_API void pag_visit_running(void (*visit)(void*, uintptr_t), void* arg) {
  pagurus::VisitRunning({visit, arg});
}

PAGURUS_API void pag_visit_waiting(unsigned part, unsigned parts,
                                   void (*visit)(void*, uintptr_t), void* arg) {
  pagurus::VisitWaiting(part, parts, {visit, arg});
}

PAGURUS_API size_t pag_take_notes(void (*visit)(void*, uintptr_t), void* arg) {
  return pagurus::TakeNotes({visit, arg});
}

PAGURUS_API void pag_end_marking(void) { pagurus::EndMarking(); }

PAGURUS_API size_t pag_shrink_stopped_stacks(void) {
  return pagurus::ShrinkStopped();
}

PAGURUS_API void pag_withhold_processors(unsigned threads) {
  pagurus::WithholdPs(threads);
}

PAGURUS_API unsigned pag_world_threads(void) {
  const uint32_t procs = pagurus::GetProcs();
  return procs == 0 ? 1 : procs;
}

PAGURUS_API void pag_note_threads(int change) {
  pagurus::quiet_threads.fetch_add(change);
}

PAGURUS_API void pag_quiet_thread(void) { pagurus::AttachCollector(); }

PAGURUS_API void pag_note_work(int change) {
  if (pagurus::work_elsewhere.fetch_add(change) == -change) {
    // Who found all others waiting meanwhile has not said so.
    pagurus::CheckDeadlock();
  }
}
