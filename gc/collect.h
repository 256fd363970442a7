// Collections: stops the world, marks from the roots, starts it again.
//
//      the thread that collects            helpers (pag_world_threads() - 1)
//      finish the last one's sweeping
//      pag_stop_world
//      heap.StartCycle
//      pag_visit_roots(0 of n)  ───────▶   pag_visit_roots(i of n)
//      heap.MarkRoots
//      drain                    ◀──────▶   drain
//      heap.FinishCycle
//      pag_shrink_stopped
//      pag_start_world
//
// It knows the runtime by pagurus_world.h alone, as anybody's collector does.
#ifndef PAGURUS_GC_COLLECT_H_
#define PAGURUS_GC_COLLECT_H_

#include <stdint.h>

#include "gc/heap.h"

namespace pagurus {

// One collection, if `reason` asks for one, on the calling thread: in native
// code, with no lock held.
void CollectNow(CollectReason reason);

}  // namespace pagurus

#endif  // PAGURUS_GC_COLLECT_H_
