// Collections.
//
// Beside the program (docs/heap.md has the picture), on a thread that does
// nothing else, and helpers:
//
//      the collector                       others
//      finish the last one's sweeping
//      pag_stop_world                      (stopped)
//      heap.StartCycle
//      pag_begin_marking                   from here on what they overwrite is
//      pag_visit_running                   noted
//      pag_withhold_processors             on fewer Ps, for the markers to have
//                                          processors of their own
//      pag_start_world
//      pag_visit_waiting, heap.MarkRoots   run: who is about to run a goroutine
//      drain                               that waits visits it; who allocates
//      pag_take_notes, drain, ...          much marks some (assist.h)
//      pag_stop_world                      (stopped)
//      pag_take_notes, drain
//      pag_end_marking, heap.EndMarking
//      pag_withhold_processors(0)
//      pag_start_world
//      heap.FinishCycle                    run
//
// or in one stop, on the thread that asks for it (PAGURUS=gcconcurrent=0, or if
// there can be no other thread; and with sched=SEED, so that the seed alone
// says what happens):
//
//      the thread that collects            helpers (pag_world_threads() - 1)
//      finish the last one's sweeping
//      pag_stop_world
//      heap.StartCycle
//      pag_visit_roots(0 of n)  ───────▶   pag_visit_roots(i of n)
//      heap.MarkRoots
//      drain                    ◀──────▶   drain
//      heap.FinishCycle
//      pag_shrink_stopped_stacks
//      pag_start_world
//
// It knows the runtime by pagurus_world.h alone, as anybody's collector does.
#ifndef PAGURUS_GC_COLLECT_H_
#define PAGURUS_GC_COLLECT_H_

#include <stdint.h>

#include "gc/heap.h"

namespace pagurus {

// Asks for a collection, and waits for one, if `reason` says so: in native
// code, with no lock held.
void CollectNow(CollectReason reason);

}  // namespace pagurus

#endif  // PAGURUS_GC_COLLECT_H_
