#include "runtime/sched/sched.h"

#include "arch/entries.h"
#include "runtime/copystack.h"
#include "runtime/print.h"
#include "runtime/sanitizers.h"
#include "runtime/sched/claim.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/native.h"
#include "runtime/sched/park.h"
#include "runtime/sched/preempt.h"
#include "runtime/sched/steal.h"
#include "runtime/sched/stop_world.h"
#include "runtime/switches.h"
#include "runtime/trace/trace.h"

namespace pagurus {

constinit Sched sched{};
PAG_HOLD_ACROSS_FORK(sched.lock);

namespace {

// runnext may go first so many times in a row: two goroutines that wake each
// other must not keep the queue waiting either.
constexpr uint32_t kRunnextStreak = 64;

// Out of the global queue or a P that is withheld.
G* PopShared() {
  G* g = sched.global.Pop();
  for (P* p = sched.withheld_ps; p != nullptr && g == nullptr;
       p = p->next_idle) {
    g = p->runnext.load(std::memory_order_relaxed);
    if (g == nullptr) {
      g = p->PopQueued();
    } else {
      p->runnext.store(nullptr, std::memory_order_relaxed);
    }
  }
  return g;
}

// p's share of what is everybody's, at most `limit`: the first to run, the rest
// into p's queue.
G* TakeGlobal(P* p, uint32_t limit) {
  if (sched.global_size.load(std::memory_order_relaxed) == 0) return nullptr;
  Locked locked(&sched.lock);
  uint32_t size = sched.global_size.load(std::memory_order_relaxed);
  uint32_t n = size / sched.procs.load(std::memory_order_relaxed) + 1;
  if (n > limit) n = limit;
  if (n > size) n = size;
  // Its part of a P's time, not of what is left over.
  if (sched.withheld_ps != nullptr && n < kMaxGrant) {
    n = size < kMaxGrant ? size : kMaxGrant;
  }
  G* first = PopShared();
  if (first == nullptr) return nullptr;
  for (uint32_t i = 1; i < n; ++i) p->queue.Push(PopShared());
  sched.global_size.store(size - n, std::memory_order_relaxed);
  return first;
}

G* TakeOwn(P* p) {
  G* next = p->runnext.load(std::memory_order_relaxed);
  if (next != nullptr && p->runnext_streak < kRunnextStreak) {
    ++p->runnext_streak;
    p->runnext.store(nullptr, std::memory_order_relaxed);
    return next;
  }
  p->runnext_streak = 0;
  G* g = p->PopQueued();
  if (g == nullptr && next != nullptr) {
    p->runnext.store(nullptr, std::memory_order_relaxed);
    return next;
  }
  return g;
}

// sched=SEED: any goroutine that could run may be the next.
G* TakeAnyOwn(P* p) {
  G* next = p->runnext.load(std::memory_order_relaxed);
  const uint32_t n = p->queued() + (next != nullptr);
  if (n == 0) return nullptr;
  const uint32_t i = static_cast<uint32_t>(p->Random() >> 32) % n;
  const uint32_t in_queue = p->queue.size();
  if (i < in_queue) return p->queue.Take(i);
  if (i < p->queued()) return p->fresh.Take(i - in_queue);
  p->runnext.store(nullptr, std::memory_order_relaxed);
  return next;
}

// What p has for its turn number `tick`, and now and then what all have.
PAG_HOT inline G* Take(P* p, uint32_t tick, G* (*take_own)(P*)) {
  if (tick == p->global_turn) {
    p->global_turn = tick + kGlobalEvery;
    G* g = TakeGlobal(p, 1);
    if (g != nullptr) return g;
  }
  return take_own(p);
}

// The same if turns are unusual.
[[gnu::noinline, gnu::cold]] G* TakeUnusually(M* m, P* p, uint32_t tick) {
  const uint64_t turns = UnusualTurns();
  if ((turns & kTurnsTraced) != 0) TraceTurn(m);
  if ((turns & kTurnsMoveOthers) != 0) StressParked(p);
  return Take(p, tick, (turns & kTurnsSeeded) != 0 ? TakeAnyOwn : TakeOwn);
}

// Ms that come back from native code go first, but only every other time.
bool HasWork(const P* p) {
  return p->queued() != 0 ||
         p->runnext.load(std::memory_order_relaxed) != nullptr ||
         sched.global_size.load(std::memory_order_relaxed) != 0;
}

// If nobody wants anything of this turn, m may run whatever is next and is not
// looking for work.  (One branch instead of six.)
PAG_HOT inline bool IsPlainTurn(const M* m, const P* p) {
  return (reinterpret_cast<uintptr_t>(
              world.stopper.load(std::memory_order_acquire)) |
          reinterpret_cast<uintptr_t>(m->locked_g) | UnusualTurns() |
          p->request.load(std::memory_order_relaxed) |
          uint64_t{sched.p_wanted.load(std::memory_order_relaxed)} |
          uint64_t{m->spinning}) == 0;
}

// What FindRunnable would find at such a turn if it is of the most frequent
// kind; null, and nothing has changed, if it is not.
PAG_HOT inline G* TakePlainly(P* p) {
  const uint32_t tick = p->tick.load(std::memory_order_relaxed) + 1;
  if (tick == p->global_turn) return nullptr;
  G* g = p->runnext.load(std::memory_order_relaxed);
  if (g != nullptr) {
    if (p->runnext_streak >= kRunnextStreak) return nullptr;
    ++p->runnext_streak;
    p->runnext.store(nullptr, std::memory_order_relaxed);
  } else {
    g = p->PopQueued();
    if (g == nullptr) return nullptr;
    p->runnext_streak = 0;
  }
  p->tick.store(tick, std::memory_order_relaxed);
  p->owes_turn = false;
  return g;
}

// What the calling M runs next; waits for it if need be.  The P may be another
// one afterwards.
G* FindRunnable(M* m) {
  for (;;) {
    P* p = EnsureP();
    if (__builtin_expect(WorldStops(), 0)) {
      IdleWhileStopped(m);
      continue;
    }
    if (p->request.load(std::memory_order_relaxed) != 0) Grant(p, false);
    if (sched.p_wanted.load(std::memory_order_relaxed) &&
        !(p->owes_turn && HasWork(p))) {
      YieldP(m);
      continue;
    }
    const uint32_t tick = p->tick.load(std::memory_order_relaxed) + 1;
    p->tick.store(tick, std::memory_order_relaxed);
    G* g = __builtin_expect(UnusualTurns() == 0, 1) ? Take(p, tick, TakeOwn)
                                                    : TakeUnusually(m, p, tick);
    if (g == nullptr) g = TakeGlobal(p, kMaxGrant);
    if (g == nullptr) g = Steal(m, p);
    if (g != nullptr) {
      p->owes_turn = false;
      StopSpinning(m);
      return g;
    }
    Idle(m);
  }
}

// Before g runs, if turns are unusual.
[[gnu::noinline, gnu::cold]] void StartUnusually(M* m, G* g) {
  const uint64_t turns = UnusualTurns();
  // A parked goroutine can be moved by whoever owns it (I2).  It has a stack
  // once it has run.
  if ((turns & kTurnsMove) != 0 && g->stack_hi != 0) {
    CopyStack(g, g->stack_size(), ParkedEnd(g));
  }
  if ((turns & kTurnsTraced) != 0) {
    TraceRun(m, g, m->p.load(std::memory_order_relaxed));
  }
}

// `plain`: nothing but to run it; what changes meanwhile may be seen late.
[[noreturn]] PAG_HOT PAG_UNINSTRUMENTED inline void Execute(M* m, G* g,
                                                            bool plain) {
  if (g->status.load(std::memory_order_relaxed) != GStatus::kRunnable) {
    Fatal("a goroutine that is not runnable is in a run queue");
  }
  g->status.store(GStatus::kRunning, std::memory_order_relaxed);
  AwaitClaimant(g);
  if (!plain && UnusualTurns() != 0) StartUnusually(m, g);
  m->curg.store(g, std::memory_order_relaxed);
  // Before `resume`, which may park again and so save it again.
  *m->errno_location = g->saved_errno;
  ResumeFn* resume = g->resume;
  if (resume != nullptr) {
    g->resume = nullptr;
    resume(g);
  }
  SanitizerReleaseP(m->p.load(std::memory_order_relaxed));
  SanitizerResume(g);
  if (g->preempted) GoOnWherePreempted(g);
  Gogo(&g->sched);
}

// If g is all that there is to run: then its M need not let go of the P.
bool TakeIfAlone(P* p, G* g) {
  if (sched.global_size.load(std::memory_order_relaxed) != 0 ||
      p->request.load(std::memory_order_relaxed) != 0) {
    return false;
  }
  const G* next = p->runnext.load(std::memory_order_relaxed);
  if (next == g && p->queued() == 0) {
    p->runnext.store(nullptr, std::memory_order_relaxed);
    return true;
  }
  if (next != nullptr || p->queued() != 1) return false;
  G* only = p->PopQueued();
  if (only == g) return true;
  p->queue.Push(only);
  return false;
}

// The calling M's locked goroutine has parked, yielded or been preempted:
// waits until another M passes it back, together with a P.  If sysmon has taken
// this M's own P, it does not wait for another one meanwhile: that would be two
// waits on one note.
void WaitForLocked(M* m) {
  P* p = m->p.load(std::memory_order_relaxed);
  if (p != nullptr && !WorldStops() &&
      !sched.p_wanted.load(std::memory_order_relaxed) &&
      TakeIfAlone(p, m->locked_g)) {
    return;
  }
  p = ReleaseP(m, kTraceYields);
  if (p != nullptr) HandOff(p);
  m->note.Wait();
  Take(m, m->given_p);
}

// g may run only on another M: passes it there with this one's P.
void PassToLocked(M* m, G* g) {
  P* p = ReleaseP(m, kTraceYields);
  M* to = g->locked_m;
  to->given_p = p;
  to->note.Wake();
  StopWithoutP(m);
}

[[noreturn, gnu::noinline]] PAG_SAVES_NOTHING PAG_UNINSTRUMENTED void
ScheduleAnyhow(M* m) {
  G* g = m->locked_g;
  if (g != nullptr) {
    WaitForLocked(m);
  } else {
    while ((g = FindRunnable(m))->locked_m != nullptr) PassToLocked(m, g);
  }
  Execute(m, g, false);
}

// Schedule of m, the calling M, which has p.
[[noreturn, gnu::noinline]] PAG_SAVES_NOTHING PAG_UNINSTRUMENTED void
ScheduleOn(M* m, P* p) {
  if (__builtin_expect(IsPlainTurn(m, p), 1)) {
    G* g = TakePlainly(p);
    if (__builtin_expect(g != nullptr, 1)) {
      if (__builtin_expect(g->locked_m == nullptr, 1)) Execute(m, g, true);
      PassToLocked(m, g);
    }
  }
  ScheduleAnyhow(m);
}

void PushGlobal(G* g) {
  sched.lock.Acquire();
  sched.global.Push(g);
  const uint32_t size = sched.global_size.load(std::memory_order_relaxed);
  sched.global_size.store(size + 1, std::memory_order_relaxed);
  sched.lock.Release();
  WakeSomeone();
}

// Common to both kinds of Ready.  Null if g waits as a thread, or is the global
// queue's now; else the P that it shall be queued at.
P* MakeRunnable(G* g) {
  if (g->status.load(std::memory_order_relaxed) == GStatus::kSystem) {
    MOfG0(g)->waits_as_thread = false;
    MOfG0(g)->park_note.Wake();
    return nullptr;
  }
  if (Tracing()) TraceWake(g);
  // For who claims it: what it has done comes before.
  SanitizerReleaseClaim(g);
  g->status.store(GStatus::kRunnable, std::memory_order_release);
  P* p = CurrentP();
  if (p == nullptr) PushGlobal(g);
  return p;
}

}  // namespace

void Ready(G* g) {
  P* p = MakeRunnable(g);
  if (p == nullptr) return;
  p->queue.Push(g);
  SanitizerReleaseP(p);
  MaybeWakeSomeone();
}

void Start(G* g) {
  P* p = MakeRunnable(g);
  if (p == nullptr) return;
  p->PushNew(g);
  SanitizerReleaseP(p);
  MaybeWakeSomeone();
}

void ReadyNext(G* g) {
  P* p = MakeRunnable(g);
  if (p == nullptr) return;
  G* displaced = p->runnext.load(std::memory_order_relaxed);
  p->runnext.store(g, std::memory_order_relaxed);
  if (displaced != nullptr) p->queue.Push(displaced);
  SanitizerReleaseP(p);
  if (displaced != nullptr) MaybeWakeSomeone();
}

PAG_UNINSTRUMENTED void Schedule() {
  M* m = pag_tls.m;
  P* p = m->p.load(std::memory_order_relaxed);
  if (__builtin_expect(p == nullptr, 0)) ScheduleAnyhow(m);
  ScheduleOn(m, p);
}

}  // namespace pagurus

// On the system stack, from pag_yield on a goroutine's stack.
PAG_SAVES_NOTHING PAG_UNINSTRUMENTED void __pag_yield_op() {
  using namespace pagurus;
  P* p = EnsureP();
  G* g = LeaveGoroutine(GStatus::kRunnable);
  p->queue.Push(g);
  ScheduleOn(pag_tls.m, p);
}
