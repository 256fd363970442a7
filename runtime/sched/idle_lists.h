// The scheduler's lists of Ps without an M, and of Ms without a P:
//
//   sched.idle_ps   Ps that nobody needs, or that the stopped world keeps
//   sched.withheld_ps   Ps whose processors a collector has (idle_stopped.cc)
//   sched.idle_ms   Ms without work, which sleep on their notes
//   sched.wants_p   Ms with a goroutine and without a P, the first in first
//                   out: they come back from native code, or wait at a check
//
// All but SleepUntilGivenP under sched.lock.
#ifndef PAGURUS_RUNTIME_SCHED_IDLE_LISTS_H_
#define PAGURUS_RUNTIME_SCHED_IDLE_LISTS_H_

#include "runtime/sched/sched.h"

namespace pagurus {

// The P has no M any more.
void PushIdleP(P* p);
// Null: there is none, or the world stops, which takes them all.
P* PopIdleP();

void PushIdleM(M* m);
M* PopIdleM();  // or null
// False if somebody has taken it out already.
bool RemoveIdleM(M* m);

void PushWantsP(M* m);
M* PopWantsP();  // or null

// Without the lock, for the calling M, which stands in sched.wants_p.
void SleepUntilGivenP(M* m);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_IDLE_LISTS_H_
