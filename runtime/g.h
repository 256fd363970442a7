// G: a goroutine.
//
// One cache line of what managed code reads (GPrefix), then what the
// scheduler and the mover keep.  Gs live in slabs that are never unmapped, so
// a stale G* can be recognised by `magic`, `status` and `id`.
#ifndef PAGURUS_RUNTIME_G_H_
#define PAGURUS_RUNTIME_G_H_

#include "arch/context.h"
#include "arch/sanitizers.h"

namespace pagurus {

enum class GStatus : uint32_t {
  kDead,      // on the free list
  kRunnable,  // in the run queue
  kRunning,   // on an M
  kSystem,    // an M's g0 or signal G: has no movable stack
};

inline constexpr uint32_t kGMagic = 0x67437261;
// Bit of the id of a G that is no goroutine but stands for a system stack.
inline constexpr uint64_t kSystemId = uint64_t{1} << 63;

struct G : GPrefix {
  uint32_t magic;
  GStatus status;
  G* next;        // in the run queue or the free list
  Closure start;  // what it runs first
  int saved_errno;
#if PAG_TSAN
  void* fiber;  // null until it first runs
#endif

  size_t stack_size() const { return stack_hi - stack_lo; }
};

// How much CheckG looks at.
enum class CheckLevel {
  kSignature,  // is this a G at all?
  kShallow,    // its own fields
  kDeep,       // every frame of its stack (it must be parked)
};

// Null, or what is wrong with the goroutine, as static text.
const char* CheckG(const G* g, CheckLevel level);

// Null, or what is wrong with the frames of `g` from the stack pointer `sp`
// on, where the word at sp is a return address (I3, I4).
const char* CheckStack(const G* g, uintptr_t sp);

// Gives g the stack [lo, hi) and the guard that goes with it.
void SetStack(G* g, uintptr_t lo, uintptr_t hi);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_G_H_
