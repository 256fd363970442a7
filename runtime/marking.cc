#include "runtime/marking.h"

#include "runtime/barrier.h"

namespace pagurus {

void BeginMarking() { BeginNotes(); }

void VisitRunning(const RootVisitor& visit) { VisitRoots(0, 1, visit); }

void VisitWaiting(uint32_t, uint32_t, const RootVisitor&) {}

void EndMarking() { EndNotes(); }

}  // namespace pagurus
