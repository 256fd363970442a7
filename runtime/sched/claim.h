// Claims: a thread that is not about to run a goroutine moves its stack (I2),
// or visits the references there (H7).
//
// Any goroutine that does not run can be claimed, whether it waits or is in a
// queue.  Who wakes it does not look for a claim, and need not: it may make the
// goroutine runnable meanwhile, and put it into a queue; who takes it out there
// to run it waits until the claim is released.  So a wake-up costs nothing, and
// a turn one load:
//
//      claim                         whoever runs it
//      claim |= 1                    status = kRunning
//      heavy barrier                 (light barrier)
//      status != kRunning?           claim == world.epoch?  else wait, visit
//
// Each stores and then looks, so at least one of them sees the other: if the
// status is not kRunning behind the barrier, that store comes after it, and so
// does the load of `claim`, which sees the bit.  If both see each other, the
// claim is released at once.  tests/model/claim_test.cc explores all orders of
// these steps.
//
// Marking (H7).  A cycle begins with another epoch.  A collector has to see
// each stack as it was then, so a goroutine is visited before it runs again: by
// a thread that has claimed it, or else by whoever is about to run it, who
// looks at the claim word anyway:
//
//      G::claim = the epoch in which it was visited last | claimed
//
// Those that run when the epoch changes are visited while the world is stopped
// for that; new ones, which refer to what their creators do, are born with the
// epoch that is.  Nobody looks at the epoch of a G without a goroutine.
//
// A goroutine that a signal has stopped in a loop is runnable, too, but its
// registers are in its thread's handler: its Gobuf has no sp, and it is not to
// be moved.
//
// Nothing that a waiting goroutine has handed to others lies in its frames: a
// channel's element is sheltered (sync/shelter.h), select's are pinned.  So no
// lock but the claim is needed to move its stack, whoever hands it something at
// the time.
#ifndef PAGURUS_RUNTIME_SCHED_CLAIM_H_
#define PAGURUS_RUNTIME_SCHED_CLAIM_H_

#include "runtime/sanitizers.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/stop_world.h"

namespace pagurus {

// Of G::claim.
inline constexpr uint8_t kClaimed = 1;
inline uint8_t EpochOf(uint8_t claim) { return claim & 0xfe; }

// What became of an attempt to claim.
enum class Claimed {
  kYes,      // until ReleaseClaim its stack (which it has not got before it
             // has run), its Gobuf's sp and its frames are the caller's alone
  kTaken,    // somebody else has claimed it
  kRunning,  // it runs
  kStopped,  // by a signal, in a loop
  kNone,     // it has ended, or is none yet
};

// In any but the first case there is no claim.  Takes microseconds
// (HeavyBarrier).  Not for long: others may spin.
Claimed TryClaim(G* g);
inline bool Claim(G* g) { return TryClaim(g) == Claimed::kYes; }
void ReleaseClaim(G* g);

// The same for several goroutines, `n` of them, with one barrier: results[i] is
// what became of gs[i].
void TryClaimAll(G* const* gs, Claimed* results, size_t n);

// If g has been visited in this cycle, or there has been none.
inline bool IsVisited(const G* g) {
  return EpochOf(g->claim.load(std::memory_order_acquire)) ==
         world.epoch.load(std::memory_order_relaxed);
}
// g, which the caller has claimed, or runs, or creates, or has stopped, has
// been visited.
void SetVisited(G* g);

// SetVisited and ReleaseClaim, without a locked instruction: of a goroutine
// that the caller has claimed (kYes) nobody else changes the word, but to what
// it is.
inline void ReleaseVisited(G* g) {
  g->claim.store(world.epoch.load(std::memory_order_relaxed),
                 std::memory_order_release);
}

// Before g runs, on the M that has taken it out of a queue, behind the store of
// its status.
void AwaitRelease(G* g);
PAG_HOT inline void AwaitClaimant(G* g) {
  LightBarrier();
  if (__builtin_expect(g->claim.load(std::memory_order_acquire) !=
                           world.epoch.load(std::memory_order_relaxed),
                       false)) {
    AwaitRelease(g);
  }
  SanitizerAcquireClaim(g);
}

// PAGURUS=stressparked=N: moves a goroutine that waits, at every N-th call.
void StressParked(P* p);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_CLAIM_H_
