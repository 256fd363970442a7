#include "runtime/sched/stop_world.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arch/cpu.h"
#include "arch/entries.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/sanitizers.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/idle_lists.h"
#include "runtime/sched/native.h"
#include "runtime/sched/preempt.h"
#include "runtime/sched/preempt_signal.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/start_m.h"
#include "runtime/signal_mask.h"

namespace pagurus {

constinit World world{};

namespace {

constexpr int64_t kMicrosecond = 1000;
// Between looks at those who have not stopped; doubled each time.
constexpr int64_t kShortest = 20 * kMicrosecond;
constexpr int64_t kLongest = 1000 * kMicrosecond;
// How long a thread has to come to a check before a signal stops it.
constexpr int64_t kPatience = 200 * kMicrosecond;

// Where the stopper sleeps.
constinit Note stopper_note{};
// Whether the stopper had a P; for a trace, since when all others stand still.
// The stopper's.
constinit bool had_p = false;
constinit int64_t stopped_at = 0;
// Each thread's own: the next stopper is at it at once.
constinit thread_local int64_t started_at = 0;

void Futex(std::atomic<uint32_t>* word, int op, uint32_t value) {
  const int saved = errno;
  syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, nullptr, nullptr, 0);
  errno = saved;
}

bool AllPsIdle() {
  return sched.n_idle_ps.load() + sched.n_withheld_ps.load() ==
         sched.procs.load(std::memory_order_relaxed);
}

// The guard words that m would load on its way from native into managed code.
void PoisonWayBack(M* m) {
  __atomic_store_n(&m->tls->callback_guard, kGuardPoison, __ATOMIC_RELAXED);
}

// Under sched.lock and threads_lock, behind a heavy barrier: m runs no managed
// code and no operation of the runtime, and will not.  No P is in use.
bool Stopped(const M* m) {
  const uint32_t over_managed = m->over_managed.load(std::memory_order_acquire);
  if (M::IsOverManaged(over_managed)) return false;
  if (m->rests.load(std::memory_order_acquire) != 0) return true;
  // The guard last: who becomes managed sets it and then ends the scope.
  const bool native = m->in_runtime.load(std::memory_order_acquire) == 0 &&
                      LoadGuardOf(m->guard_word) == kGuardNative &&
                      __atomic_load_n(&m->tls->callback_guard,
                                      __ATOMIC_ACQUIRE) == kGuardPoison;
  // A handler that has come or gone meanwhile had a guard of its own.
  std::atomic_thread_fence(std::memory_order_acquire);
  return native &&
         m->over_managed.load(std::memory_order_relaxed) == over_managed;
}

// Asks m's thread to stop.  `signal`: also if it does not come to a check.
void Ask(M* m, bool signal) {
  if (m->rests.load(std::memory_order_relaxed) != 0) return;
  PoisonWayBack(m);
  if (LoadGuardOf(m->guard_word) == kGuardNative) return;
  PoisonGuard(m->guard_word);
  if (signal) SignalToStop(m);
}

// Asks all that run to stop; whether all have.  One heavy barrier is enough for
// the Ps of those in native code and for the look at everybody: it waits until
// another processor has answered, which is most of what a stop takes.
bool StopAll(const M* stopper, bool signal) {
  struct {
    M* m;
    G* g;
  } taken[kMaxProcs];
  bool any_taken = false;
  Locked locked(&sched.lock);
  Locked threads(&threads_lock);
  const uint32_t procs = sched.procs.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < procs; ++i) {
    P* p = sched.ps[i];
    M* m = p->m.load(std::memory_order_relaxed);
    taken[i] = {m, m == nullptr ? nullptr : BeginToRetake(m, p)};
    any_taken |= taken[i].g != nullptr;
  }
  for (M* m = all_ms; m != nullptr; m = m->next_m) {
    if (m != stopper) Ask(m, signal);
  }
  if (!any_taken && !AllPsIdle()) return false;
  HeavyBarrier();
  for (uint32_t i = 0; i < procs; ++i) {
    if (taken[i].g == nullptr) continue;
    P* p = sched.ps[i];
    if (EndRetaking(taken[i].m, p, taken[i].g)) PushIdleP(p);
  }
  if (!AllPsIdle()) return false;
  for (const M* m = all_ms; m != nullptr; m = m->next_m) {
    if (m != stopper && !Stopped(m)) return false;
  }
  return true;
}

// The guard of the stack that the calling thread runs on, or will.
uintptr_t GuardBelow(const G* g, bool on_goroutine) {
  return __atomic_load_n(
      on_goroutine ? &g->stack_guard : &pag_tls.callback_guard,
      __ATOMIC_RELAXED);
}

// Waits until nobody else has it stopped.
void BecomeStopper(M* m) {
  LetForksGo();
  bool has_p = false;
  while (!StopWith(m, &has_p)) Rest(m);
  had_p = has_p;
  NoteIdleP();
}

}  // namespace

void StopTheWorld() {
  if (pag_tls.m == nullptr) AttachThread();
  M* m = pag_tls.m;
  if (pag_tls.g == &m->signal_g) {
    Fatal("the world cannot be stopped in a signal handler");
  }
  if (world.stopper.load(std::memory_order_relaxed) == m) {
    Fatal("the world is stopped twice by one thread");
  }
  if (m->is_over_managed()) {
    Fatal("the world cannot be stopped in a library call of generated code");
  }
  BecomeStopper(m);
  const int64_t trace_began = TraceNow();
  // Under sched=SEED time stands still.
  const int64_t start = RealNanotime();
  int64_t signalled = start;
  int64_t delay = kShortest;
  for (;;) {
    const int64_t now = RealNanotime();
    const bool signal = now - signalled >= kPatience;
    if (signal) {
      signalled = now;
      PrepareForThreads();
    }
    if (StopAll(m, signal)) break;
    stopper_note.WaitFor(delay);
    if (delay < kLongest) delay *= 2;
  }
  for (uint32_t i = 0; i < sched.procs.load(); ++i) {
    SanitizerAcquireP(sched.ps[i]);
  }
  stopped_at = TraceNow();
  TraceSpan(TraceKind::kStopping, trace_began, stopped_at);
}

void StartTheWorld() {
  M* m = pag_tls.m;
  if (m == nullptr || world.stopper.load(std::memory_order_relaxed) != m) {
    Fatal("the world is started by a thread that has not stopped it");
  }
  for (uint32_t i = 0; i < sched.procs.load(); ++i) {
    SanitizerReleaseP(sched.ps[i]);
  }
  TraceSpan(TraceKind::kStopped, stopped_at, TraceNow());
  P* idle = TakeIdlePs(had_p ? m : nullptr);
  int64_t now = RealNanotime();
  world.starts.fetch_add(1);
  Futex(&world.starts, FUTEX_WAKE, INT_MAX);
  while (idle != nullptr) {
    P* p = idle;
    idle = p->next_idle;
    now = RealNanotime();
    HandOff(p);
  }
  started_at = now;
}

int64_t WorldStarted() { return started_at; }

void RestAtSafepoint(G* g, SaveArea* area, bool at_poll) {
  M* m = pag_tls.m;
  SignalsBlocked blocked;
  SaveArea* const kept = g->save_area;
  g->save_area = area;
  g->at_poll = at_poll;
  g->preempted = true;
  while (WorldStops() && GiveUpPWhileStopped(m)) {
  }
  g->preempted = false;
  g->at_poll = false;
  g->save_area = kept;
}

void RestUntilStarted(M* m) {
  m->rests.fetch_add(1);
  EndRest(m);
}

void EndRest(M* m) {
  for (;;) {
    const uint32_t starts = world.starts.load();
    while (WorldStopsFor(m) && world.starts.load() == starts) {
      Futex(&world.starts, FUTEX_WAIT, starts);
    }
    // A locked instruction: the stopper sees this, or we see the stopper.
    m->rests.fetch_sub(1);
    if (!WorldStopsFor(m)) return;
    m->rests.fetch_add(1);
  }
}

void AwaitOthersStart(const M* m) {
  for (;;) {
    const uint32_t starts = world.starts.load();
    if (!WorldStopsFor(pag_tls.m, m)) return;
    Futex(&world.starts, FUTEX_WAIT, starts);
  }
}

void Rest(M* m) {
  // What is below could not be looked at.
  if (!WorldStopsFor(m) || m->is_over_managed()) return;
  // A handler that left by siglongjmp would leave this M in a list.
  SignalsBlocked blocked;
  while (WorldStopsFor(m)) {
    // Whether it has a P only the lock tells: sysmon or the stopper may be
    // about to put it back (RetakeP).
    if (!GiveUpPWhileStopped(m)) RestUntilStarted(m);
  }
}

void BecomeManaged(M* m, bool on_goroutine) {
  ThreadState& tls = pag_tls;
  const uintptr_t callback_guard = GuardWord(m->callback_guard);
  // A signal handler, which may have interrupted anything.
  if (tls.g == &m->signal_g) return StoreGuard(callback_guard);
  if (world.stopper.load(std::memory_order_relaxed) == m) {
    Fatal("managed code is called by the thread that has stopped the world");
  }
  // Nor may one leave by siglongjmp while this waits.
  SignalsBlocked blocked;
  RuntimeScope scope;
  G* g = m->curg.load(std::memory_order_relaxed);
  if (g != nullptr) {
    EnsureP();
    if (__atomic_load_n(&g->stack_guard, __ATOMIC_RELAXED) == kGuardPoison) {
      __atomic_store_n(&g->stack_guard, GuardOf(g), __ATOMIC_RELAXED);
    }
  }
  __atomic_store_n(&tls.callback_guard, callback_guard, __ATOMIC_RELAXED);
  StoreGuard(on_goroutine ? GuardBelow(g, true) : callback_guard);
}

uintptr_t BecomeManagedByJump(M* m, G* g, bool on_goroutine,
                              CallbackRecord* top) {
  ThreadState& tls = pag_tls;
  // A handler that has interrupted managed code, or the runtime on behalf of
  // it: then it has its P, and where it stands nobody knows.
  const bool has_p =
      m->is_over_managed() || (on_goroutine && tls.transition == nullptr);
  tls.g = g;
  if (has_p || g == &m->signal_g) {
    StoreGuard(GuardBelow(g, on_goroutine));
  } else {
    BecomeManaged(m, on_goroutine);
  }
  // Nobody takes this thread for stopped from here on.
  for (CallbackRecord* r = tls.callback_top; r-- > m->callback_base;) {
    r->left = 0;
    if (r < top) break;
  }
  if (g != &m->signal_g) {
    const uint32_t word = m->over_managed.load(std::memory_order_relaxed);
    m->over_managed.store((word | 0xff) + 1, std::memory_order_release);
  }
  if (on_goroutine) {
    m->in_runtime.store(0, std::memory_order_release);
    m->user_call = nullptr;
    m->user_arg = nullptr;
  }
  return GuardBelow(g, on_goroutine);
}

void NoteIdleP() {
  if (WorldStops() && AllPsIdle()) stopper_note.Wake();
}

void ForgetWorld() { world.stopper.store(nullptr); }

}  // namespace pagurus

// On a system stack; the guard is 0.  *registers holds what native code
// returns, or what a callback is given.
void __pag_become_managed(pagurus::SaveArea* registers) {
  using namespace pagurus;
  M* m = pag_tls.m;
  const bool on_goroutine = pag_tls.sys_sp != 0;
  if (on_goroutine) __pag_enter_system_stack();
  // A handler's arguments are no roots; what it has interrupted may have set
  // this.
  const bool in_handler = pag_tls.g == &m->signal_g;
  if (!in_handler) {
    // Now: a handler may come before signals are blocked, and looks different.
    m->given_arguments = !on_goroutine && (pag_tls.callback_top - 1)->left == 0;
    m->results.store(registers, std::memory_order_release);
  }
  BecomeManaged(m, on_goroutine);
  if (!in_handler) m->results.store(nullptr, std::memory_order_relaxed);
  if (on_goroutine) __pag_leave_system_stack();
}
