// Debug switches: PAGURUS=name=value,name=value,... in the environment.
#ifndef PAGURUS_RUNTIME_SWITCHES_H_
#define PAGURUS_RUNTIME_SWITCHES_H_

#include <stddef.h>
#include <stdint.h>

#include "arch/sanitizers.h"

namespace pagurus {

// Values of `traceback`: nothing; the goroutine that did it; all of them; all,
// with the runtime's own functions.
enum : uint64_t {
  kTracebackNone,
  kTracebackOne,
  kTracebackAll,
  kTracebackSystem,
};

// A piece of the environment.
struct SwitchText {
  const char* text = nullptr;  // not ended by 0
  size_t length = 0;
};

// Bits of Switches::turns: what a turn of the scheduler does besides running a
// goroutine.  They are in one word so that a turn looks at one.
enum : uint64_t {
  kTurnsMove = 1,        // stressmove=1: the stack of the one that is to run
  kTurnsMoveOthers = 2,  // stressparked
  kTurnsSeeded = 4,      // sched
  kTurnsTraced = 8,      // somebody traces (trace/trace.h); may change
};

struct Switches {
  // Move the stack at every N-th prologue check, never to an address that a
  // stack had before.  0: only when it has to grow.
  uint64_t stressmove = 0;
  // At every N-th turn of the scheduler, move the stack of some other goroutine
  // that waits.  0: never.
  uint64_t stressparked = 0;
  // Fill fresh stacks, old stacks and fresh arena chunks with patterns that
  // are no addresses.
  uint64_t poison = 0;
  // An old stack becomes inaccessible, for ever.
  uint64_t faultonfree = 0;
  // At each move, overwrite the homes that are not live, references' too.
  uint64_t clobberdead = 0;
  // One line of JSON on stderr at exit.
  uint64_t stats = 0;
  // The time that stacks take to move is measured, and what moves is counted
  // for each function that goroutines begin with (move_profile.h).
  uint64_t profilemoves = 0;
  // After each move, check every frame once more.
  uint64_t verify = 0;
  // Not 0: one thread runs all goroutines, and every choice that the scheduler
  // has comes from this seed: which goroutine runs next, at which check it is
  // preempted.  Time goes on only when every goroutine waits.
  uint64_t sched = 0;
  // Without it nothing watches the scheduler: no goroutine that computes is
  // preempted, and one in native code keeps its P.
  uint64_t sysmon = 1;
  // main's goroutine keeps the main thread.  Without it, with one P and without
  // sysmon, one thread runs all goroutines.
  uint64_t lockmain = 1;
  // What is shown when the process dies of a fault or a fatal error.
  uint64_t traceback = 1;
  // SIGQUIT prints all goroutines, and the process 0: ends, 1: goes on.
  uint64_t sigquit = 0;
  // Goroutines start with as much stack as others with the same function have
  // needed.  Without it, with minstack.
  uint64_t learn = 1;
  // Stacks that are too large for what is in them become smaller (shrink.h).
  uint64_t shrink = 1;
  // All goroutines are looked at for that every so many milliseconds, if some
  // stack has grown meanwhile.  0: only when the program or a collection asks.
  uint64_t shrinkevery = 120000;
  // Large stacks grow where they are (large_stack.h).  Without it they move, as
  // small ones do.
  uint64_t inplace = 1;
  // Collect garbage at every N-th allocation that leaves the fast path; 1: at
  // every allocation.  0: when it is due.
  uint64_t stressgc = 0;
  // Bytes of a goroutine's first stack, and of the largest.
  uint64_t minstack = 1024;
  uint64_t maxstack = uint64_t{1} << 30;
  // A collection is to have ended when so many per cent of what lived after the
  // last one have been allocated.
  uint64_t gcpercent = 100;
  // Bytes that the heap may take.  0: no limit.
  uint64_t gclimit = 0;
  // Garbage is collected while the program runs.  Without it, while it stands
  // still.
  uint64_t gcconcurrent = 1;
  // The file that a trace goes to; without a name there is none (trace/).
  SwitchText trace;
  // Bytes that it may have.  0: no limit.
  uint64_t tracemax = uint64_t{256} << 20;
  // Made of the above.
  uint64_t turns = 0;
};

extern Switches switches;

// What may change there may be seen late.  Compilers make one instruction of a
// plain load and a comparison, of an atomic one two, and this is on every
// switch's way.
inline uint64_t UnusualTurns() {
#if PAG_TSAN
  return __atomic_load_n(&switches.turns, __ATOMIC_RELAXED);
#else
  return switches.turns;
#endif
}

// Parses `text` (null or empty: all defaults) into *result.  On an unknown
// switch or a bad value prints which and the ones there are, and returns false.
bool ParseSwitches(const char* text, Switches* result);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SWITCHES_H_
