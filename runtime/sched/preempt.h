// Taking the processor from a goroutine that does not give it up.
//
// A goroutine stops at its next prologue check, because its thread's guard word
// has been poisoned.  There its argument registers are live, vector registers
// included: all are kept in a save area of its own, which the mover corrects
// like that of a growing stack, and so are the floating-point control words.
#ifndef PAGURUS_RUNTIME_SCHED_PREEMPT_H_
#define PAGURUS_RUNTIME_SCHED_PREEMPT_H_

#include "runtime/sched/sched.h"

namespace pagurus {

// Makes the next prologue check of the managed code that p's M runs fail; no
// effect if it runs none.  Any thread.
void AskForAttention(P* p);

// The same, and the goroutine is to give way.
void AskToGiveWay(P* p);

// From newstack, when the goroutine has room and could go on, at a check or a
// poll: answers what was asked for.  Does not return if the goroutine gives way.
void Attend(G* g, SaveArea* area, bool at_poll);

// The same in managed code that native code called back, which can only wait
// in place.
void AttendInCallback();

// On g0, with all else as Execute has it: g was preempted, and goes on.
[[noreturn]] void GoOnWherePreempted(G* g);

// Frees what g has of this kind.
void FreeSaveArea(G* g);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_PREEMPT_H_
