#include "runtime/sched/fork.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "runtime/barrier.h"
#include "runtime/print.h"
#include "runtime/proc.h"
#include "runtime/sched/claim.h"
#include "runtime/sched/deadlock.h"
#include "runtime/sched/preempt_signal.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/start_m.h"
#include "runtime/sched/stop_world.h"
#include "runtime/sched/sysmon.h"
#include "runtime/signal_mask.h"
#include "runtime/sync/parking.h"
#include "runtime/timers/timers.h"
#include "runtime/trace/writer.h"

// The linker's: the bounds of PAG_HOLD_ACROSS_FORK's section.
extern "C" {
[[gnu::visibility(
    "hidden")]] extern pagurus::Lock* const __start_pag_fork_locks[];
[[gnu::visibility(
    "hidden")]] extern pagurus::Lock* const __stop_pag_fork_locks[];
}

namespace pagurus {
namespace {

template <typename F>
void ForEachLock(F f) {
  for (Lock* const* l = __start_pag_fork_locks; l != __stop_pag_fork_locks;
       ++l) {
    f(*l);
  }
}

// By rank.  Nobody holds one of a rank and waits for another of the same.
void TakeAllLocks() {
  for (int rank = 0; rank < static_cast<int>(LockRank::kCount); ++rank) {
    ForEachLock([rank](Lock* lock) {
      if (lock->rank() == LockRank(rank)) lock->AcquireForFork();
    });
  }
}

constinit std::atomic<const ForkStop*> around_forks{nullptr};
// By the fork that has all locks; or null.
constinit const ForkStop* stopped = nullptr;

void ReleaseAll(bool in_child) {
  const ForkStop* around = stopped;
  stopped = nullptr;
  ForEachLock([](Lock* lock) { lock->ReleaseAfterFork(); });
  if (around != nullptr) (in_child ? around->go_in_child : around->go)();
}

void Release() { ReleaseAll(false); }

void HoldAll() {
  for (;;) {
    const ForkStop* around = around_forks.load(std::memory_order_acquire);
    if (around != nullptr) around->stop();
    TakeAllLocks();
    stopped = around;
    if (around_forks.load(std::memory_order_acquire) == around) return;
    // The first allocation came in between, and may have more behind it.
    Release();
  }
}

// Forks that have had to wait for the end of a cycle; and how many of them did.
constinit std::atomic<uint32_t> waited{0};
constinit std::atomic<uint32_t> through{0};

bool Before(uint32_t a, uint32_t b) { return static_cast<int32_t>(a - b) < 0; }

void Pause() {
  const timespec pause = {0, 20 * 1000};
  nanosleep(&pause, nullptr);
}

// The child must not find the world stopped by a thread that it has not got,
// nor what that thread did half-way; nor a cycle of marking that nobody ends.
// Who marks need not wait for the forking thread, which is in native code.
void BeforeFork() {
  RefuseForkByStopper();
  // A handler that left by siglongjmp would be waited for in LetForksGo.
  SignalsBlocked blocked;
  M* m = pag_tls.m;
  bool counted = false;
  for (;;) {
    HoldAll();
    const bool stops = WorldStops();
    if (!stops && !Marking()) {
      if (counted) through.fetch_add(1);
      return;
    }
    Release();
    if (!stops) {
      if (!counted) waited.fetch_add(1);
      counted = true;
      Pause();
    } else if (m != nullptr) {
      Rest(m);
    } else {
      sched_yield();
    }
  }
}

// A P's holder that is gone may have left half-done what it did to what only it
// used: free Gs and stacks, what it allocates from.  So Ps but the caller's
// (`mine`, or null) are new ones, and what those had is lost.
void ReplacePs(P* mine) {
  const uint32_t procs = sched.procs.load();
  if (procs == 0) return;
  void* memory = mmap(nullptr, procs * sizeof(P), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) Fatal("no memory for the scheduler after fork");
  for (uint32_t i = 0; i < procs; ++i) {
    if (sched.ps[i] == mine) continue;
    sched.ps[i] = static_cast<P*>(memory) + i;
    InitP(i);
  }
}

// What only threads that are gone could have done is undone.
// `m` is the M that runs goroutines in the child; null: a new one will.
void ResetSched(M* m) {
  P* mine = m == nullptr ? nullptr : m->p.load(std::memory_order_relaxed);
  ReplacePs(mine);
  if (m != nullptr && mine == nullptr) mine = sched.ps[0];
  sched.global = GList();
  sched.global_size.store(0);
  sched.idle_ps = nullptr;
  sched.withheld_ps = nullptr;
  sched.n_withheld_ps.store(0);
  sched.to_withhold = 0;
  sched.idle_ms = nullptr;
  sched.wants_p = sched.wants_p_tail = nullptr;
  sched.p_wanted.store(false);
  sched.spinning.store(0);
  const uint32_t procs = sched.procs.load();
  for (uint32_t i = procs; i-- > 0;) {
    P* p = sched.ps[i];
    if (p == mine) continue;
    p->next_idle = sched.idle_ps;
    sched.idle_ps = p;
  }
  sched.n_idle_ps.store(mine == nullptr ? procs : procs - 1);
  if (mine == nullptr) return;
  mine->queue.Clear();
  mine->fresh.Clear();
  mine->runnext.store(nullptr);
  mine->request.store(0);
  mine->inbox_state.store(0);
  Take(m, mine);
}

// Who had claimed one, or looked whether it may, is gone.
void ForgetClaims() {
  GIterator all;
  while (G* g = all.Next()) {
    if ((g->claim.load(std::memory_order_relaxed) & kClaimed) != 0) {
      ReleaseClaim(g);
    }
  }
}

void InChild() {
  SanitizerInChild();
  waited.store(0);
  through.store(0);
  M* m = pag_tls.m;
  ForgetTrace();
  if (m != nullptr) {
    m->open_slice = nullptr;
    m->lost_p_at = 0;
  }
  ResetSched(m != nullptr && m->runs_goroutines() ? m : nullptr);
  all_ms = m;
  if (m != nullptr) {
    m->next_m = nullptr;
    m->tid = gettid();
    m->stop = false;
    m->rests = 0;
  }
  ForgetWorld();
  ForgetNotes();
  quiet_threads.store(0);
  work_elsewhere.store(0);
  ForgetClaims();
  ForgetStopped();
  ForgetIdleM();
  ForgetSysmon();
  ForgetTimers();
  ForgetWaiters();
  ReleaseAll(true);
}

}  // namespace

bool ForksWait() { return Before(through.load(), waited.load()); }

void LetForksGo() {
  // Not those that come later: they wait for what the caller is about to do.
  const uint32_t last = waited.load();
  while (!Marking() && Before(through.load(), last)) Pause();
}

void RefuseForkByStopper() {
  const M* m = pag_tls.m;
  if (m != nullptr && world.stopper.load(std::memory_order_relaxed) == m) {
    Fatal("fork by the thread that has stopped the world");
  }
}

void StopAroundForks(const ForkStop* around) {
  around_forks.store(around, std::memory_order_release);
}

void WatchForks() {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, [] {
    if (pthread_atfork(BeforeFork, Release, InChild) != 0) {
      Fatal("no memory to watch for forks");
    }
  });
}

}  // namespace pagurus
