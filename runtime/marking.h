// Marking while the program runs (pagurus_world.h): who is visited when.
//
//   in the pause         what threads have at hand: VisitRunning
//   while it runs        everything else: VisitWaiting
#ifndef PAGURUS_RUNTIME_MARKING_H_
#define PAGURUS_RUNTIME_MARKING_H_

#include <stdint.h>

#include "runtime/roots.h"

namespace pagurus {

// Contracts in pagurus_world.h.
void BeginMarking();
void VisitRunning(const RootVisitor& visit);
void VisitWaiting(uint32_t part, uint32_t parts, const RootVisitor& visit);
void EndMarking();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_MARKING_H_
