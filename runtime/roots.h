// Roots (I12, I14): every word outside the heap that may refer to an object.
//
// The world is stopped (sched/stop_world.h).  What is visited:
//
//   of a goroutine     live reference homes of its frames; at a check also the
//                      arguments that its function has been called with; what
//                      the next switch to it hands over (Gobuf.ret) or, before
//                      it has started, its argument; goroutine-local values,
//                      arguments of its pag_at_goexit functions
//   of a thread        the same of its callbacks' frames on the system stack,
//                      and of its g0; results of native code that have not
//                      reached managed code yet; the argument of the program's
//                      function that the runtime calls (user_call.h)
//   of nobody          variables of managed code; buffers of channels with a
//   type, and elements that wait
//                      to be sent to them; arguments of timers
//
// A collector that marks while the program runs (marking.h) visits each of them
// as it was at the beginning, t0, or else what has gone from there since is
// noted (barrier.h, H6):
//
//   what a goroutine has   is visited before it runs again (H7), and it alone
//                          takes anything out: frames, locals' values, hooks,
//                          the argument it starts with, what shelters its
//                          elements, park's value.  Others may put something
//                          there first (Gobuf.ret, Gobuf.word, Extra::value):
//                          where nothing was, and what was reachable at t0, or
//                          is new
//   what a thread has      is visited at t0; it runs since, and has what it got
//                          from elsewhere
//   managed variables      compiled code notes what it overwrites, native code
//                          uses pag_write_references
//   channels' buffers      an element that is received is noted
//   elements to be sent    likewise; and when their sender gives up.  One that
//                          a goroutine shelters is its own, too; a select's is
//                          in pinned memory, a thread's wherever it likes, and
//                          these are found through the channel only
//   timers                 noted when they are stopped, set again or go off;
//                          the goroutine that one starts is new
//   memory that receives   an element may overwrite a reference there: noted
//
// A G that ends has run, a G that is used again is new.  A channel that is freed
// with elements in it has lost them for good: nobody has seen them.
//
// Frames are precise: the safepoint's bits say which homes hold references.
// The other words are visited whatever they hold; each of them is going to be
// used, so none is stale.
//
// A goroutine stands
//
//   at its Gobuf             parked, runnable; or the scheduler calls a
//   function
//                            of the program's in its name (user_call.h)
//   at a check or a poll     preempted there, or stopped (G::preempted)
//   at a call of native code the transition record
//   in a loop                M::interrupted: its function's caller
//   nowhere yet              it has not started
#ifndef PAGURUS_RUNTIME_ROOTS_H_
#define PAGURUS_RUNTIME_ROOTS_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/g.h"
#include "runtime/pagurus_gc.h"

namespace pagurus {

struct M;

struct RootVisitor {
  // `word` may be a reference to any byte of an object, or no reference at all.
  void (*visit)(void* arg, uintptr_t word);
  void* arg;

  void operator()(uintptr_t word) const {
    if (word != 0) visit(arg, word);
  }
};

// The references in an object of this type.
void VisitObject(const pag_type* type, const void* object,
                 const RootVisitor& visit);

inline bool NotStarted(const G* g) { return g->stack_hi == 0; }

// Of g, which `m` runs, or which nobody runs (null).
void VisitGoroutine(const G* g, const M* m, const RootVisitor& visit);

// What a thread has besides its goroutine.
void VisitThread(const M* m, const RootVisitor& visit);

// Share `part` of `parts` of everything; other threads may visit the others at
// the same time.
void VisitRoots(uint32_t part, uint32_t parts, const RootVisitor& visit);

// The world is stopped by the caller: ShrinkStack for all goroutines whose
// stacks can be moved.  How many stacks are smaller now.
size_t ShrinkStopped();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_ROOTS_H_
