// The scheduler: which goroutine runs where and when.
//
//   sched.h, sched.cc      the state that all share; the loop of each M
//   start.cc, start_m.*    the Ps; new Ms
//   p.h, run_queue.*       what belongs to one P
//   steal.*                how Ps share work
//   idle.cc, deadlock.*    Ms and Ps without work; no work for ever
//   park.*                 how a goroutine (or a thread) waits
//   claim.*                moving one that waits
//   native.*               Ms in native code: losing the P and getting it back
//   stop_world.*           no managed code runs
//   preempt.*              taking the processor from a goroutine at a check,
//   preempt_signal.*,      or in the middle of a loop,
//   interrupted.*          and where that is
//   sysmon.*, clock.*      the thread that looks after all this; its time
//   fork.*                 what a child process has of it
//   lock.*, note.*, barrier.*   what the above is made of
//
// A goroutine's way:
//
//              pag_go                     Execute
//        ─────────────────▶ kRunnable ─────────────────▶ kRunning ──▶ kDead
//                               ▲                            │ Park
//                               └───────── kWaiting ◀────────┘
//                                 Ready
//
// The status is written by who owns the goroutine at that moment: its M while
// it runs, the waker that has taken it out of its queue, the P in whose queue
// it is.
#ifndef PAGURUS_RUNTIME_SCHED_SCHED_H_
#define PAGURUS_RUNTIME_SCHED_SCHED_H_

#include <stdint.h>

#include <atomic>

#include "runtime/g.h"
#include "runtime/m.h"
#include "runtime/sched/barrier.h"
#include "runtime/sched/lock.h"
#include "runtime/sched/p.h"
#include "runtime/trace/trace.h"

namespace pagurus {

// First in, first out; linked through G::next.
struct GList {
  G* head = nullptr;
  G* tail = nullptr;

  void Push(G* g) {
    g->next = nullptr;
    (tail == nullptr ? head : tail->next) = g;
    tail = g;
  }
  G* Pop() {
    G* g = head;
    if (g == nullptr) return nullptr;
    head = g->next;
    if (head == nullptr) tail = nullptr;
    g->next = nullptr;
    return g;
  }
};

// On every switch's way.  To the compiler a path that ends in a [[noreturn]]
// call, as a switch does, is a cold one, where it inlines nothing.
#define PAG_HOT __attribute__((always_inline))

struct Sched {
  Lock lock{LockRank::kSched};

  // --- under lock; the atomics are read without it, too ---
  GList global;  // runnable goroutines that no P has
  // How many, and with those that withheld Ps have.
  std::atomic<uint32_t> global_size{0};
  P* idle_ps = nullptr;
  std::atomic<uint32_t> n_idle_ps{0};
  // Ps that nobody runs while a collector computes (WithholdPs), linked as the
  // idle ones are and not counted with them.  What they have to run is part of
  // global_size.
  P* withheld_ps = nullptr;
  std::atomic<uint32_t> n_withheld_ps{0};
  uint32_t to_withhold = 0;
  M* idle_ms = nullptr;
  M* wants_p = nullptr;  // Ms back from native code, first come first served
  M* wants_p_tail = nullptr;
  std::atomic<bool> p_wanted{false};

  // Ms that look for work and have found none yet.  While there is one, who
  // makes a goroutine ready need not wake another.
  std::atomic<uint32_t> spinning{0};

  uint32_t processors = 1;  // that this process may use
  P* ps[kMaxProcs] = {};
  std::atomic<uint32_t> procs{0};  // of these in use; 0 before InitSched
};

extern Sched sched;

// --- start.cc ---

// Makes the Ps and gives the calling M the first.  Once, before the first
// goroutine.
void InitSched(uint32_t procs);

// Makes a P of the zeros at sched.ps[i].
void InitP(uint32_t i);

// How many Ps the environment asks for (PAGURUS_PROCS): 1 to kMaxProcs; without
// it one for each processor that this process may use.  Dies on a bad value.
uint32_t ProcsFromEnvironment();

// pag_procs and pag_set_procs.
uint32_t GetProcs();
int SetProcs(uint32_t procs);

// g will run on the calling M only, and the M nothing but g.
void LockToThisThread(G* g);

// --- sched.cc ---

// Makes a parked goroutine runnable: it runs after the others that this P has.
// Called on any thread, on a system stack.
void Ready(G* g);
// Makes a new one runnable: it runs after the others, or if they are many,
// before them (P::PushNew).
void Start(G* g);
// The same, to run as the next one: for who is about to wait for it.
void ReadyNext(G* g);

// On g0 of an M that runs goroutines: runs the next one.  Nothing with a
// destructor is alive.
[[noreturn]] void Schedule();

// The P that the calling M holds, or null.
inline P* CurrentP() {
  const M* m = pag_tls.m;
  return m == nullptr ? nullptr : m->p.load(std::memory_order_relaxed);
}

// --- idle.cc ---

// There may be more to run than this P will get to soon: wakes an M if a P is
// idle and nobody is looking for work.
void WakeSomeone();
inline void MaybeWakeSomeone() {
  LightBarrier();
  if (sched.n_idle_ps.load(std::memory_order_relaxed) != 0 &&
      sched.spinning.load(std::memory_order_relaxed) == 0) {
    WakeSomeone();
  }
}

// The calling M found nothing to run: gives up its P and sleeps until it has
// been given one.  Returns at once if there is something after all.
void Idle(M* m);
// The calling M has given its P away: sleeps until it has been given another.
void StopWithoutP(M* m);
// Makes use of a P whose holder has let go of it: for an M that wants one, or
// has work to do for it; else it is idle.
void HandOff(P* p);
// For who cannot start an M: one that waits for a P or for work, taken out of
// its list; null if there is none.  GiveTo, of p, is to follow.
M* TakeStandIn(P* p);
void GiveTo(M* to, P* p);
bool SomeoneStandsIn();
// Waits for a P for the calling M, which has none.
void AcquireP(M* m);
// While the world is stopped, or is about to be: gives the calling M's P to the
// idle ones, and waits for one.  False if it has none, or the world runs.
bool GiveUpPWhileStopped(M* m);
// The same in the scheduler, to find something to run.
void IdleWhileStopped(M* m);
// m becomes the one who stops the world, and its P idle; false if there is one
// already.
bool StopWith(M* m, bool* has_p);
// The world runs again: one idle P to `stopper` (or null), the others, but for
// those that are withheld from now on, for the caller to hand off, linked by
// next_idle.
P* TakeIdlePs(M* stopper);
// While the world is stopped, by who has stopped it: `threads` threads that are
// no goroutines' compute from its start on, until it is stopped again and this
// says otherwise.  Where they have no processors of their own they get those of
// as many Ps, but not the last one's: who shares a processor with a goroutine's
// thread waits for the kernel's time slices, and so would the next stop.
void WithholdPs(uint32_t threads);
// Gives the calling M's P to one that waits for it, if there is one.
void YieldP(M* m);

// m holds p from here on: the calling M, or one that waits.
inline void Take(M* m, P* p) {
  p->m.store(m, std::memory_order_relaxed);
  m->p.store(p, std::memory_order_relaxed);
  if (Tracing()) TraceGetsP(m, p);
}
// m, the calling M, holds its P no longer; if it runs a goroutine, `why`. Under
// sched.lock; another M may have the P as soon as that is released.
inline void LoseP(M* m, uint8_t why) {
  if (Tracing()) TraceLosesP(m, why);
  m->p.store(nullptr, std::memory_order_relaxed);
}

// The P that the calling M holds, after waiting for one if need be: another
// thread may have taken it while this one was in native code.  On a system
// stack, not inside a native call.
PAG_HOT inline P* EnsureP() {
  M* m = pag_tls.m;
  P* p = m->p.load(std::memory_order_relaxed);
  if (__builtin_expect(p != nullptr, 1)) return p;
  AcquireP(m);
  return m->p.load(std::memory_order_relaxed);
}

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_SCHED_H_
