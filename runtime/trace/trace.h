// PAGURUS=trace=FILE: what the scheduler, the mover and the collector do, as a
// file that viewers draw (docs/tracing.md).
//
//   trace.*     this: what happens becomes events
//   event.h     which there are; ring.h, where they wait for the writer
//   writer.*    the thread that takes them out, and the file
//   format.*    how they are written: Chrome's JSON
//   names.*     names of goroutines' functions
//
// A goroutine's turn is one event, written when it is over: its *slice*.  A
// slice is open while the goroutine has a P:
//
//      TraceRun    Execute, or an M that has its goroutine already gets a P
//      TraceStop   the goroutine parks, or its M loses the P
//      TraceTurn   the M looks for the next one: the last has yielded or ended
//
// One that parks may run on another P at once, so its slice ends before anybody
// can see it waiting (park.cc).  The others end at the scheduler's next turn,
// which is before the P, and with it the goroutine, can come to another M.
//
// What this costs when nobody traces is one word that each turn looks at
// anyway, because of the debug switches that have to do with turns
// (UnusualTurns), and ParkCommit once; all else is off those paths.
//
// Recording takes two readings of the clock per turn and a slot of a ring,
// without a lock (I7), in signal handlers too.  If a ring is full, who records
// naps until the writer has been there, and if there is no writer, goes on
// without.  The writer uses nothing of the runtime that could wait for who
// records.
#ifndef PAGURUS_RUNTIME_TRACE_TRACE_H_
#define PAGURUS_RUNTIME_TRACE_TRACE_H_

#include <stdint.h>

#include "runtime/g.h"
#include "runtime/switches.h"
#include "runtime/trace/event.h"

namespace pagurus {

struct M;
struct P;

inline bool Tracing() {
  return __builtin_expect((UnusualTurns() & kTurnsTraced) != 0, 0);
}

// --- What follows is for when somebody traces; else it does no harm ----------

// m's goroutine g has p from now on: on m's own thread, or while m waits for
// that.
void TraceRun(M* m, G* g, const P* p);
// The caller starts g, or wakes it, and nobody else can see that yet: an arrow
// from the caller's turn to g's next one.  None from what has no turn, as
// timers and threads without a P.
void TraceWake(G* g);
// m's goroutine is about to stop, or to lose its P, which m still has.
void TraceStop(M* m, uint8_t why);
// m looks for the next goroutine.
void TraceTurn(M* m);

// m is about to lose its P, and gets one: under sched.lock, or on m's thread.
void TraceLosesP(M* m, uint8_t why);
void TraceGetsP(M* m, const P* p);

// The calling thread has resized g's stack.
struct TracedMove {
  int64_t begin, end;
  size_t from, to;
  uint64_t bytes, frames, pointers;
  bool in_place;
};
void TraceMove(const G* g, const TracedMove& move);

// Something of the collector's.  Nothing if either is 0.
void TraceSpan(TraceKind kind, int64_t begin, int64_t end);

// 0 if nobody traces.
int64_t TraceNow();

// Around a part of a collection.
class TraceScope {
 public:
  explicit TraceScope(TraceKind kind) : kind_(kind), begin_(TraceNow()) {}
  ~TraceScope() { TraceSpan(kind_, begin_, TraceNow()); }
  TraceScope(const TraceScope&) = delete;
  TraceScope& operator=(const TraceScope&) = delete;

 private:
  const TraceKind kind_;
  const int64_t begin_;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACE_TRACE_H_
