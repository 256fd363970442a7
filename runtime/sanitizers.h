// What the sanitizers are told about stacks.  Nothing in ordinary builds.
//
// AddressSanitizer wants to know the bounds of the stack that a thread stands
// on.  They change at each gate, at each check that fails and at each switch
// of goroutines; and when a stack has moved, its new bounds are announced
// before it is entered.
//
//      goroutine stack                            system stack
//      managed code --- gate, morestack ---> __pag_enter_system_stack
//                                            native code, newstack
//                   <-- return, gogo ------- __pag_leave_system_stack
//
// A thread has just these two sides: all frames of goroutines are managed and
// have no fake stack, so the system stack's is the one to keep.
//
// ThreadSanitizer wants to know which fiber runs, and keeps a call stack for
// each.  Managed code is not instrumented, so a goroutine's is empty whenever
// it parks.  A longjmp out of native code leaves something there, which is
// thrown away with the fiber.  (After a longjmp to managed code that native
// code called it stays: there is no way to say how much of it is void.)
#ifndef PAGURUS_RUNTIME_SANITIZERS_H_
#define PAGURUS_RUNTIME_SANITIZERS_H_

#include "arch/entries.h"
#include "arch/sanitizers.h"

namespace pagurus {

struct P;

#if PAG_ASAN || PAG_TSAN

// Of each M.
struct SanitizerState {
  void* fiber;             // TSan's of g0
  bool on_goroutine;       // ASan's side
  bool switching;          // it is changing
  void* fake_stack;        // the system stack's, while on_goroutine
  const void* system_low;  // its bounds, likewise
  size_t system_size;
};

// A thread has become an M.
void SanitizerAttach(M* m);
// A goroutine has ended.
void SanitizerGoexit(G* g);
// On g0: g is about to run; the goroutine that ran has parked.
void SanitizerResume(G* g);
void SanitizerPark();
// About to jump to a place on g's own stack, leaving frames behind; null: to
// one on the system stack.
void SanitizerLongjmp(G* g);

// What an M that holds a P has done so far comes before what whoever takes it
// from that M does (sched/native.h).  An asymmetric barrier sees to it, which
// TSan does not know.
void SanitizerReleaseP(P* p);
void SanitizerAcquireP(P* p);
// The same of goroutines: what is done on g's stack until it parks, and by who
// wakes it, comes before what a claimant does (sched/claim.h), and all that
// before what g does next.
void SanitizerReleaseClaim(const G* g);
void SanitizerAcquireClaim(const G* g);

// In a child process.  Threads that are gone do nothing beside those that it
// has, but to TSan what they did last is ordered with nothing.  So it ignores
// there whatever the forking fiber does, its locks included; and would report
// the others.  They are ignored, too.
void SanitizerInChild();

#else

inline void SanitizerAttach(M*) {}
inline void SanitizerGoexit(G*) {}
inline void SanitizerResume(G*) {}
inline void SanitizerPark() {}
inline void SanitizerLongjmp(G*) {}
inline void SanitizerReleaseP(P*) {}
inline void SanitizerAcquireP(P*) {}
inline void SanitizerReleaseClaim(const G*) {}
inline void SanitizerAcquireClaim(const G*) {}
inline void SanitizerInChild() {}

#endif  // PAG_ASAN || PAG_TSAN

// For a signal handler: whether it must put off what M::stop asks for, because
// the signal may have come while TSan's own code ran, which holds locks.  Then
// nothing that is instrumented may be called.  Managed code on g's own stack
// calls none.
#if PAG_TSAN
bool SanitizerPutsOff(const M* m, const void* context);
#else
inline bool SanitizerPutsOff(const M*, const void*) { return false; }
#endif

// While a signal handler runs, on a stack that is no goroutine's.
class SanitizerSignalScope {
#if PAG_ASAN
 public:
  SanitizerSignalScope();
  ~SanitizerSignalScope();

 private:
  const bool on_goroutine_;
#else
 public:
  ~SanitizerSignalScope() {}  // so that an instance counts as used
#endif
};

}  // namespace pagurus

extern "C" {
#if PAG_ASAN
// Also called by gates.  The thread stands on its system stack.
PAG_ASM void __pag_enter_system_stack(void);
PAG_ASM void __pag_leave_system_stack(void);
#else
inline void __pag_enter_system_stack(void) {}
inline void __pag_leave_system_stack(void) {}
#endif
}

#endif  // PAGURUS_RUNTIME_SANITIZERS_H_
