// Marking while the program runs (pagurus_world.h): who is visited when.
//
//   while the world is stopped   threads, and the goroutines that they have at
//                                hand (VisitRunning)
//   while it runs                the other goroutines, each under its claim
//                                (sched/claim.h), and what belongs to nobody, a
//                                piece at a time under the lock that guards it
//                                (VisitWaiting); goroutines that somebody is
//                                about to run, by that thread (NoteGoroutine)
#ifndef PAGURUS_RUNTIME_MARKING_H_
#define PAGURUS_RUNTIME_MARKING_H_

#include <stdint.h>

#include "runtime/barrier.h"
#include "runtime/roots.h"

namespace pagurus {

// Contracts in pagurus_world.h.
void BeginMarking();
void FollowMarkingNotes(FollowFn* follow, void* arg);
void VisitRunning(const RootVisitor& visit);
void VisitWaiting(uint32_t part, uint32_t parts, const RootVisitor& visit);
void EndMarking();

// g, which the calling M is about to run, or holds claimed, has not been
// visited: notes what it refers to.  On a system stack.
void NoteGoroutine(const G* g);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_MARKING_H_
