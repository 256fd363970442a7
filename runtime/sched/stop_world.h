// Stopping the world: no goroutine, callback or thread runs managed code, or
// changes what goroutines wait on or in which queue they stand, until it is
// started again.
//
// Who stops it (the stopper) takes every P, and sees to it that threads which
// have none come to no managed code:
//
//   where a thread is                     how it stops
//   idle, or waits for a P                PopIdleP gives none away
//   in the scheduler, in an operation     next turn (FindRunnable): the P goes
//                                         to the idle ones
//   managed code, at a check or a poll    Attend: stays where it is, its
//                                         registers in its SaveArea; the P as
//                                         above
//   in a loop without polls               a signal: waits in the handler, if
//                                         the function holds no references, so
//                                         that its caller's frame is the
//                                         youngest that counts
//   native code, with a P                 the P is retaken (native.h)
//   native code                           may go on, but not return to managed
//                                         code, nor call it, nor an operation
//                                         of the runtime (RuntimeScope)
//   waits as a thread                     goes on after the start
//
// How a thread in native code is kept there.  The guard words that it will
// load are poisoned.  It stores one of them as its guard and then looks whether
// that was the poison (gate.S, callback.S); only if not, managed code runs:
//
//      thread                            stopper
//      guard = the word to load          stopping = true
//      the word to load == poison?       the word to load = poison
//      then wait                         heavy barrier
//                                        guard == native, no RuntimeScope, and
//                                        the poison still there?  it is stopped
//                                        else look again later
//
// A thread that has waited takes the poison away and stores its guard inside a
// RuntimeScope, so that the stopper cannot take it for stopped in between; if
// it does so too late, the poison is gone and the stopper sees that.
// tests/model/world_model.h explores all orders of these steps;
// tests/model/stop_model.h those of Ms whose Ps are taken behind one barrier.
//
// Who waits with a place that is known to who looks for references (parked in a
// P's queue, at a check, in WaitAsThread) says so in M::rests, whatever
// RuntimeScopes it is in.
//
// A library call of code generation and the like (__pag_gate_native) is no
// safepoint: it keeps its P and is waited for (M::over_managed).
//
// Signal handlers are not stopped: one that has interrupted managed code makes
// the stopper wait until it returns, and one that has interrupted native code
// goes on.  A handler must not touch references.
//
// A loop without polls in a thread that blocks SIGURG, and one in a function
// without unwind tables, cannot be stopped: the stopper waits.
#ifndef PAGURUS_RUNTIME_SCHED_STOP_WORLD_H_
#define PAGURUS_RUNTIME_SCHED_STOP_WORLD_H_

#include <stdint.h>

#include <atomic>

#include "runtime/g.h"

namespace pagurus {

struct M;

// Read by every turn of the scheduler; apart from what is written often.
struct alignas(64) World {
  // Who stops it or has stopped it, or null.  Changes under sched.lock.
  std::atomic<M*> stopper{nullptr};
  // Goes on with each start; those who wait for it sleep on it.
  std::atomic<uint32_t> starts{0};
  // Of marking: even, two more with each cycle.  A goroutine whose claim word
  // has another one has not been visited in this cycle (claim.h); none has one
  // that is older than the last cycle's, so it may begin anew.  Changes while
  // the world is stopped.
  std::atomic<uint8_t> epoch{0};
};
extern World world;

// Whoever finds that it does not has seen what the last stopper did before it
// started it.
inline bool WorldStops() {
  return world.stopper.load(std::memory_order_acquire) != nullptr;
}
// The calling thread has to wait for another one's stop to end.
inline bool WorldStopsFor(const M* m) {
  const M* stopper = world.stopper.load(std::memory_order_acquire);
  return stopper != nullptr && stopper != m;
}
// Which does not work for `other` either.
inline bool WorldStopsFor(const M* m, const M* other) {
  return WorldStopsFor(m) && WorldStopsFor(other);
}

// --- for who stops it ---

// On a system stack: in a function that managed code called through a gate, on
// a thread without goroutines, not in a signal handler and with no lock held.
// Waits while another thread has it stopped.  When it returns the caller holds
// no P, and may look at every goroutine and at every thread's callbacks; it may
// make goroutines ready, but not call managed code nor wait for a goroutine.
void StopTheWorld();
void StartTheWorld();
// When the caller started it last: the last P that had work was about to be
// given to an M.  (RealNanotime.  The wake-ups may cost the caller its processor
// for as long as the kernel likes, which keeps nobody else waiting.)
int64_t WorldStarted();

// --- for who is stopped ---

// g, which the calling M runs, stands at a check (or a poll) with its registers
// in *area: waits there if the world stops.  Whoever has stopped the world
// finds it as if it had been preempted, and may move it.
void RestAtSafepoint(G* g, SaveArea* area, bool at_poll);

// The calling M, which holds no P, waits until the world runs.
void RestUntilStarted(M* m);

// The calling M, which rests (M::rests) without a P, goes on when the world
// runs.
void EndRest(M* m);

// The calling M waits while the world is stopped by another thread; if it has a
// P, without it.  What references it has is found (interrupted.h, the tag
// `left` of callback records, transitions).
void Rest(M* m);

// The calling thread, in native code and in no RuntimeScope, works for `m`,
// which may have stopped the world: waits while a third one has.
void AwaitOthersStart(const M* m);

// The calling thread, in native code on behalf of managed code, is about to run
// that again.  Waits until it may: while the world is stopped, or for a P if
// its goroutine's was taken.  From then on it counts as managed code: the guard
// word is set.
void BecomeManaged(M* m, bool on_goroutine);
// The same out of native code, the runtime or a signal handler, for a jump to a
// place where `top` is the next callback record; the guard word.
uintptr_t BecomeManagedByJump(M* m, G* g, bool on_goroutine,
                              CallbackRecord* top);

// Another P has become idle.
void NoteIdleP();

// In a child process: nobody has it stopped.
void ForgetWorld();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_STOP_WORLD_H_
