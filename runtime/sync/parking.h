// Where those wait who wait for a mutex, a condition, a wait group...
//
// Those live in the program's own structs and are a word or two, without
// queues: who waits at an address is found here, by a hash of it.  So a struct
// of zeros is ready for use, nothing need be destroyed, and a primitive may
// vanish as soon as its last user is done with it: waking works on the bucket
// and on the waiters, and touches the primitive for the last time when it
// changes its state.
//
//      buckets[hash(address)]     lock
//                                 first ──▶ A1 ⇄ A2 ⇄ A3      one address
//                                           │ element
//                                           ▼
//                                           B1 ⇄ B2           another one
//
// A waiter is in the queue of Waiter::owner.  The first of each address knows
// the last through `prev`, the first of the next address through `element`.
//
// Who takes a waiter out counts it out of the primitive's state, under the
// bucket's lock.  If the wait has a timeout, it must claim it then, too; a
// waiter that cannot be claimed has been woken by its timer.  One that its
// timer has woken takes itself out, if nobody else has (FinishWait).
#ifndef PAGURUS_RUNTIME_SYNC_PARKING_H_
#define PAGURUS_RUNTIME_SYNC_PARKING_H_

#include <stdint.h>

#include "runtime/g.h"
#include "runtime/sched/lock.h"
#include "runtime/sched/park.h"

namespace pagurus {

struct Bucket {
  Lock lock{LockRank::kChannel};
  Waiter* first = nullptr;
};

Bucket* BucketOf(const void* address);

// --- Under the bucket's lock ---

// The calling goroutine's (or thread's) waiter, last or first at `address`.
// `index` is the primitive's own.
Waiter* PushWaiter(Bucket* bucket, const void* address, uint32_t index);
Waiter* PushWaiterFirst(Bucket* bucket, const void* address, uint32_t index);

// The part of these that links it; all fields but owner, g, index and ticket
// are unset.
void LinkLast(Bucket* bucket, Waiter* waiter);
void LinkFirst(Bucket* bucket, Waiter* waiter);

// The one that has waited longest, or null.
Waiter* FirstWaiter(Bucket* bucket, const void* address);

// Takes it out; no effect if it is out already.
void RemoveWaiter(Bucket* bucket, Waiter* waiter);

// Takes it out for its goroutine to be woken: `done` is set.  False if its
// timer has woken it.
bool TakeWaiter(Bucket* bucket, Waiter* waiter);

// Parks the caller, whose waiter has been pushed, and releases the lock.
// ns < 0: without a timeout.  The resume function of a wait with one calls
// FinishWait.
uintptr_t ParkWaiter(Bucket* bucket, Waiter* waiter, int64_t ns,
                     ResumeFn* resume, WaitReason reason);

// --- Without it ---

// In the resume function of a wait that had a timeout: ends that, and locks the
// bucket.  If the wait is over because of it, Waiter::queued tells whether the
// waiter is yet to be counted out.
Bucket* FinishWait(G* g);

// Makes the goroutines of waiters that were taken out ready, which are linked
// by G::next; the first runs next.
void WakeAll(GList* woken);
void WakeOne(G* g);

// In a child process: those who waited, and held buckets' locks, are gone.
void ForgetWaiters();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_PARKING_H_
