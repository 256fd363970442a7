// One collection, from its start to its end (collect.h has its steps).
#ifndef PAGURUS_GC_CYCLE_H_
#define PAGURUS_GC_CYCLE_H_

namespace pagurus {

// By one thread at a time, with all signals blocked, in native code, without a
// lock.
void RunCycle(bool concurrent);

}  // namespace pagurus

#endif  // PAGURUS_GC_CYCLE_H_
