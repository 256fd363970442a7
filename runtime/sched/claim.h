// Claims: a thread that is not about to run a goroutine moves its stack (I2).
//
// Only a goroutine that waits can be claimed.  Who wakes it does not look for a
// claim, and need not: it may make the goroutine runnable meanwhile, and put it
// into a queue; who takes it out there to run it waits until the claim is
// released.  So a wake-up costs nothing, and a turn one load:
//
//      claim                         waker, then whoever runs it
//      claimed = 1                   status = kRunnable
//      heavy barrier                 ... queues ...
//      status == kWaiting?           claimed == 0?  else wait
//
// If the status is still kWaiting behind the barrier, the waker's store comes
// after it, and the load of `claimed`, which comes after that, sees 1.
// tests/model/claim_test.cc explores all orders of these steps.
//
// What a waiting goroutine has handed to others (a channel's element, select's
// cases) is pinned memory, which does not move: no lock but the claim is needed
// to move its stack, whoever writes to that memory at the time.
#ifndef PAGURUS_RUNTIME_SCHED_CLAIM_H_
#define PAGURUS_RUNTIME_SCHED_CLAIM_H_

#include "runtime/sched/sched.h"

namespace pagurus {

// True if g waits: until ReleaseClaim its stack, its Gobuf's sp and its frames
// are the caller's alone.  False if it does not, or somebody else has claimed
// it.  Takes microseconds (HeavyBarrier).  Not for long: others may spin.
bool Claim(G* g);
void ReleaseClaim(G* g);

// Before g runs, on the M that has taken it out of a queue.
void AwaitRelease(const G* g);
PAG_HOT inline void AwaitClaimant(const G* g) {
  if (__builtin_expect(g->claimed.load(std::memory_order_acquire), false)) {
    AwaitRelease(g);
  }
}

// PAGURUS=stressparked=N: moves a goroutine that waits, at every N-th call.
void StressParked(P* p);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_CLAIM_H_
