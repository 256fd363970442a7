// The part of pagurus.h that tells about goroutines, and binds them to threads.
#include "runtime/extra.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sched/sched.h"
#include "runtime/stats.h"
#include "runtime/switches.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

PAGURUS_API uint64_t pag_goid(void) { return pagurus::CurrentG()->id; }

PAGURUS_API uint64_t pag_num_goroutines(void) {
  const pagurus::Stats stats = pagurus::TotalStats();
  return stats.goroutines - stats.goroutines_ended;
}

// Under sched=SEED all goroutines run on the one thread anyway.
PAGURUS_API void pag_lock_thread(void) {
  using namespace pagurus;
  G* g = CurrentG();
  if (g == pag_tls.m->g0 || switches.sched != 0) return;
  if (g->locked_m == nullptr) {
    LockToThisThread(g);
    return;
  }
  Extra* extra = ExtraOf(g);
  if (extra == nullptr) Fatal("no memory to count pag_lock_thread");
  ++extra->thread_locks;
}

PAGURUS_API void pag_unlock_thread(void) {
  using namespace pagurus;
  G* g = CurrentG();
  if (g->locked_m == nullptr) return;
  if (g->extra != nullptr && g->extra->thread_locks > 0) {
    --g->extra->thread_locks;
    return;
  }
  g->locked_m->locked_g = nullptr;
  g->locked_m = nullptr;
}
