// M: an OS thread that runs, or ran, managed code.
#ifndef PAGURUS_RUNTIME_M_H_
#define PAGURUS_RUNTIME_M_H_

#include <stddef.h>

#include "runtime/g.h"
#include "runtime/sanitizers.h"
#include "runtime/sched/note.h"
#include "runtime/stack_alloc.h"
#include "runtime/stats.h"

namespace pagurus {

struct OpenSlice;
struct P;

// One mapping per M:
//
//   | M | no access | signal stack | callback records (touched as needed) |
struct M {
  G* g0;                 // first: PAG_M_G0
  std::atomic<G*> curg;  // goroutine that this M runs, or null
  std::atomic<P*> p;     // what it runs goroutines with, or null
  // Low byte not 0: what runs does so on top of managed code that does not
  // stand at a safepoint: a signal handler that has interrupted it, a library
  // call of code generation.  Nobody takes its P, or takes it for stopped.  The
  // rest counts beginnings and ends, so that who looks at the guard between two
  // looks at this knows whether both belong together.
  std::atomic<uint32_t> over_managed;
  bool is_over_managed() const {
    return IsOverManaged(over_managed.load(std::memory_order_acquire));
  }
  static bool IsOverManaged(uint32_t word) { return (word & 0xff) != 0; }
  // sys_sp of a goroutine's own code; 0 until __pag_mstart.
  uintptr_t sys_base() const { return g0->sched.sp; }
  CallbackRecord* callback_base;
  // Low bound of the thread's own stack with a margin; 0: unknown.
  uintptr_t callback_guard;
  ArenaChunk* spare_chunks;  // first_chunk.h
  uint32_t n_spare_chunks;
  // The stack that the mover is about to give to curg, while `committing`: if
  // a signal handler jumps out of it half-way, longjmp does it (again).
  StackRange new_stack;
  bool committing;
  uintptr_t signal_stack_lo;
  uintptr_t signal_stack_hi;
  size_t mapped;

  // --- the scheduler's (sched/) ---
  ThreadState* tls;             // the thread's
  uintptr_t* guard_word;        // the thread's
  int* errno_location;          // the thread's
  int tid;                      // the thread's
  Note note;                    // sleeps until it is given a P
  Note park_note;               // waits as a thread until it is made ready
  M* next_waiting;              // for work or for a P, under sched.lock
  M* next_m;                    // of all, under threads_lock
  P* given_p;                   // with the goroutine that is locked to this M
  G* locked_g;                  // the only goroutine it may run; null: any
  std::atomic<int> in_runtime;  // RuntimeScopes
  std::atomic<bool> waits_as_thread;
  std::atomic<bool> stop;  // a signal is on its way (preempt_signal.h)
  // Not 0: it waits where references are found (stop_world.h).
  std::atomic<uint32_t> rests;
  // While a handler runs: pag_tls.notes of what it has interrupted, else 0 (or
  // of one that has jumped).  Under the lock of barrier.cc.
  uintptr_t notes_aside;
  // Not 0: a loop on a goroutine's stack is interrupted; the word there is its
  // function's return address (interrupted.h).
  uintptr_t interrupted;
  // While it waits on the way into managed code: what that will be given; and
  // if those are a function's arguments, not what native code returns.
  std::atomic<SaveArea*> results;
  bool given_arguments;
  // Of a function that the scheduler calls in the name of curg, which stands
  // where its Gobuf says (user_call.h).
  const TransitionRecord* user_call;
  void* user_arg;  // a root: what such a function is called with
  std::atomic<bool> is_sysmon;
  std::atomic<bool> collects;  // counted in quiet_threads (deadlock.h)
  bool spinning;               // looks for work, counted in sched.spinning
  Stats stats;
  // Its goroutine's turn, if somebody traces, or null; and when and why it lost
  // its P in the middle of one, or 0 (trace/trace.h).
  OpenSlice* open_slice;
  int64_t lost_p_at;
  uint8_t lost_p_why;
  bool runs_goroutines() const { return g0->sched.sp != 0; }

#if PAG_ASAN || PAG_TSAN
  SanitizerState sanitizer;
#endif
  G g0_storage;
  // Of the youngest handler that runs, if signal_g is current.
  uintptr_t handler_frame;
  // Current during a signal handler, so that the handler's pinned locals do
  // not meet an arena whose two words are being changed.
  G signal_g;
};

// G extends GPrefix, which makes offsetof conditionally supported; GCC and
// Clang support it.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"
static_assert(offsetof(M, g0) == PAG_M_G0);
static_assert(offsetof(M, p) == PAG_M_P);
static_assert(offsetof(M, over_managed) == PAG_M_OVER_MANAGED);

// The M whose g0 this is.
inline M* MOfG0(G* g0) {
  return reinterpret_cast<M*>(reinterpret_cast<char*>(g0) -
                              offsetof(M, g0_storage));
}
#pragma GCC diagnostic pop

// Makes the calling thread an M, if it is none.  Called by callbacks on their
// first turn; safe before main and in signal handlers.
void AttachThread();

// Gives the calling M its signal stack, unless the program gave it one.
void UseSignalStack();
// Takes it away again.
void LeaveSignalStack();

// Initialises what the process needs once: switches, stack maps, CPU.
void InitOnce();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_M_H_
