// All goroutines, their states and traces, while they may go on.
//
// Gs lie in slabs that are never unmapped, so every G can be looked at; its
// owner may change it meanwhile, and then it is looked at again, and at last
// printed as changing.  Ms and threads' own words may vanish: they are read
// with ReadMemory.
#ifndef PAGURUS_RUNTIME_TRACEBACK_GOROUTINES_H_
#define PAGURUS_RUNTIME_TRACEBACK_GOROUTINES_H_

#include "runtime/g.h"
#include "runtime/print.h"
#include "runtime/traceback/frames.h"

namespace pagurus {

struct M;

// "goroutine 7 [STATE]:", and "created by ..." if that is known.
void PrintGoroutineHead(Printer* out, const G* g, const char* state);
void PrintGoroutineEnd(Printer* out, const G* g);

// All but the one that the calling thread runs, and how many there are.
void PrintOtherGoroutines(Printer* out);
uint64_t CountOtherGoroutines();

// Adds the frames of a goroutine that the calling thread does not run.  False
// if there is none with this number, or it changes again and again.
bool CollectGoroutine(uint64_t id, FrameList* frames);

// Adds the frames of the goroutine that m runs, from where it called native
// code on.  Nothing if it has not.
void CollectBelowNative(const M* m, FrameList* frames);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_GOROUTINES_H_
