// G: a goroutine.
//
// One cache line of what managed code reads (GPrefix), then what the
// scheduler and the mover keep.  Gs live in slabs that are never unmapped, so
// a stale G* can be recognised by `magic`, `status` and `id`.
#ifndef PAGURUS_RUNTIME_G_H_
#define PAGURUS_RUNTIME_G_H_

#include <atomic>

#include "arch/context.h"
#include "arch/sanitizers.h"
#include "runtime/shrink_policy.h"
#include "runtime/sync/waiter.h"
#include "runtime/wait_reason.h"

namespace pagurus {

// Written by whoever owns the goroutine at that moment (sched/sched.h).
enum class GStatus : uint8_t {
  kDead,      // on the free list
  kRunnable,  // in a run queue
  kRunning,   // on an M
  kWaiting,   // parked; a waker will make it runnable
  kSystem,    // an M's g0 or signal G: has no movable stack
};

// Runs before a goroutine that has waited goes on (sched/park.h).
using ResumeFn = void(G*);

struct WaitBlock;
struct Extra;

inline constexpr uint32_t kGMagic = 0x67437261;
// Bit of the id of a G that is no goroutine but stands for a system stack.
inline constexpr uint64_t kSystemId = uint64_t{1} << 63;

struct G : GPrefix {
  uint32_t magic;
  int saved_errno;
  G* next;        // in the global queue or a free list
  Closure start;  // what it runs first
  // Null, or what to do before it goes on.
  ResumeFn* resume;
  // The only M that may run it; null: any.
  M* locked_m;
  // Its registers, if `preempted` at a prologue check (sched/preempt.h).
  SaveArea* save_area;
  // Its place where it waits; of a select, or a wait with a timeout, a block of
  // them (sync/select.h).
  Waiter waiter;
  WaitBlock* wait_block;
  Extra* extra;        // null until it is needed (extra.h)
  int32_t created_by;  // the pag_go call (CreatorOf); 0: unknown
#if PAG_TSAN
  void* fiber;  // null until it first runs
#endif
  bool preempted;
  bool at_poll : 1;      // not at a check, if preempted
  bool wake_traced : 1;  // trace/trace.h: it has not run since
  ShrinkPolicy shrink;
  // From here on is what others may look at at any time, also when it is used
  // again: InitG stores the status, and leaves the rest alone.
  // Of its last wait; a thread's is in its g0.
  std::atomic<WaitReason> wait_reason;
  std::atomic<uint8_t> claim;  // sched/claim.h
  std::atomic<GStatus> status;
  std::atomic<uint32_t> ticket;  // sync/waiter.h

  size_t stack_size() const { return stack_hi - stack_lo; }
};
#if !PAG_TSAN
static_assert(sizeof(G) <= 256, "a parked goroutine is to take 1.4 KB");
#endif

// How much CheckG looks at.
enum class CheckLevel {
  kSignature,  // is this a G at all?
  kShallow,    // its own fields
  kDeep,       // every frame of its stack (it must be parked)
};

// The return address of the pag_go call that made it, or 0, and how G keeps it
// in half a word: as an offset in the executable.
uintptr_t CreatorOf(const G* g);
int32_t PackCreator(uintptr_t pc);

// Null, or what is wrong with the goroutine, as static text.
const char* CheckG(const G* g, CheckLevel level);

// Null, or what is wrong with the frames of `g` from the stack pointer `sp`
// on, where the word at sp is a return address (I3, I4).
const char* CheckStack(const G* g, uintptr_t sp);

// The guard word with which g runs on the stack that it has.
uintptr_t GuardOf(const G* g);

// Gives g the stack [lo, hi) and the guard that goes with it.
void SetStack(G* g, uintptr_t lo, uintptr_t hi);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_G_H_
