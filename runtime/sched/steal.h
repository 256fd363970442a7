// How Ps share their work: by asking.
//
//      thief                                  victim
//      request: 0 ── thief's id + 1 ────────▶ sees it at its next turn
//      waits, answers others meanwhile        request = kAnswering
//      inbox ◀──────── goroutines ─────────── half of its queue
//      inbox_state: 0 ◀── 1 + how many ──────
//                                             request = 0
//
// A victim in the middle of a long computation is asked for attention: its
// next prologue check answers.  One that does not answer (it is in native
// code, or has lost its M) is left: the thief takes its request back.
#ifndef PAGURUS_RUNTIME_SCHED_STEAL_H_
#define PAGURUS_RUNTIME_SCHED_STEAL_H_

#include "runtime/sched/sched.h"

namespace pagurus {

// Asks other Ps for work for `p`, which m holds; the first goroutine of what
// it got, or null: after looking on for a while, sooner if enough others do.
G* Steal(M* m, P* p);

// Answers the request that p has; its holder calls.  `busy`: the holder has a
// goroutine to run besides those in the queue.
void Grant(P* p, bool busy);

// m does not look for work any more; wakes another if it was the last.
void StopSpinningSlow(M* m);
inline void StopSpinning(M* m) {
  if (m->spinning) StopSpinningSlow(m);
}

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_STEAL_H_
