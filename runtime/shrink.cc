#include "runtime/shrink.h"

#include "arch/entries.h"
#include "runtime/arena.h"
#include "runtime/copystack.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/proc.h"
#include "runtime/sched/claim.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/native.h"
#include "runtime/sched/start_m.h"
#include "runtime/sched/stop_world.h"
#include "runtime/signal_mask.h"
#include "runtime/start_size.h"
#include "runtime/switches.h"
#include "runtime/timers/timers.h"

namespace pagurus {
namespace {

// Claimed at a time: each has a part of the barrier's price, and all wait for
// the last.
constexpr size_t kBatch = 16;
// That sysmon looks at before it does something else.
constexpr size_t kSlice = 4096;

// Counts why goroutines that run are left alone: `only`, or all if that is
// null.
void CountRunning(const G* only) {
  Stats& stats = pag_tls.m->stats;
  Locked locked(&threads_lock);
  for (const M* m = all_ms; m != nullptr; m = m->next_m) {
    const G* g = m->curg.load(std::memory_order_relaxed);
    if (g == nullptr || (only != nullptr && g != only)) continue;
    // Else it is stopped in a signal handler.
    if (g->status.load(std::memory_order_relaxed) != GStatus::kRunning) {
      continue;
    }
    ++stats.shrink_looks;
    if (m->waits_as_thread) {
      ++stats.shrink_thread;
    } else if (LoadGuardOf(m->guard_word) == kGuardNative) {
      ++stats.shrink_native;
    } else {
      ++stats.shrink_running;
    }
  }
}

// If the caller has stopped the world and g stands at a check or a poll.
bool RestsAtSafepoint(const G* g, GStatus status) {
  return status == GStatus::kRunning && g->preempted &&
         world.stopper.load(std::memory_order_relaxed) == pag_tls.m;
}

void CountUnclaimed(Claimed what) {
  Stats& stats = pag_tls.m->stats;
  if (what == Claimed::kNone) return;
  ++stats.shrink_looks;
  if (what == Claimed::kTaken) ++stats.shrink_claimed;
  if (what == Claimed::kStopped) ++stats.shrink_signal;
  // It has begun to run since it was looked at.
  if (what == Claimed::kRunning) ++stats.shrink_running;
}

// A first look at a goroutine that may be running meanwhile: if it is worth a
// claim.
PAG_UNINSTRUMENTED bool MayBeTooLarge(const G* g) {
  const GStatus status = g->status.load(std::memory_order_relaxed);
  if (status != GStatus::kWaiting && status != GStatus::kRunnable) return false;
  const uintptr_t hi = __atomic_load_n(&g->stack_hi, __ATOMIC_RELAXED);
  const uintptr_t lo = __atomic_load_n(&g->stack_lo, __ATOMIC_RELAXED);
  const uintptr_t sp = __atomic_load_n(&g->sched.sp, __ATOMIC_RELAXED);
  if (hi == 0) return false;
  if (sp == 0) return true;  // stopped by a signal, which is to be counted
  // What an arena has to spare cannot be seen from outside.
  if (__atomic_load_n(&g->arena_first, __ATOMIC_RELAXED) != nullptr)
    return true;
  return ShrinkPolicy::TooLarge(hi - lo, hi - sp + kStackReserve,
                                switches.minstack);
}

size_t ShrinkBatch(G* const* gs, size_t n) {
  if (n == 0) return 0;
  Claimed claimed[kBatch];
  size_t shrunk = 0;
  RuntimeScope scope;
  // A handler that left by siglongjmp would leave the claims behind.
  SignalsBlocked blocked;
  TryClaimAll(gs, claimed, n);
  for (size_t i = 0; i < n; ++i) {
    if (claimed[i] != Claimed::kYes) {
      CountUnclaimed(claimed[i]);
      continue;
    }
    shrunk += ShrinkStack(gs[i]);
    ReleaseClaim(gs[i]);
  }
  return shrunk;
}

// One pass over all goroutines, in steps.
class Pass {
 public:
  // Looks at `n` goroutines at most.  False at the end.
  bool Step(size_t n) {
    G* batch[kBatch];
    size_t taken = 0;
    bool more = true;
    for (; n > 0; --n) {
      G* g = all_.Next();
      more = g != nullptr;
      if (!more) break;
      if (!MayBeTooLarge(g)) continue;
      batch[taken++] = g;
      if (taken < kBatch) continue;
      shrunk_ += ShrinkBatch(batch, taken);
      taken = 0;
    }
    shrunk_ += ShrinkBatch(batch, taken);
    if (more) return true;
    CountRunning(nullptr);
    if (shrunk_ != 0) ReleaseFreeStacks();
    return false;
  }
  size_t shrunk() const { return shrunk_; }

 private:
  GIterator all_;
  size_t shrunk_ = 0;
};

}  // namespace

bool ShrinkStack(G* g) {
  Stats& stats = pag_tls.m->stats;
  const GStatus status = g->status.load(std::memory_order_acquire);
  const bool rests = RestsAtSafepoint(g, status);
  if (status == GStatus::kRunning && !rests) {
    CountRunning(g);
    return false;
  }
  const bool stands =
      rests || status == GStatus::kWaiting || status == GStatus::kRunnable;
  if (!stands || g->stack_hi == 0) return false;
  ++stats.shrink_looks;
  if (g->sched.sp == 0 && !rests) {
    ++stats.shrink_signal;
    return false;
  }
  if (switches.shrink == 0) {
    ++stats.shrink_off;
    return false;
  }
  if (HasSpareChunks(g)) {
    SignalsBlocked blocked;
    stats.arena_bytes += TrimArena(g);
  }
  const StackEnd end = ParkedEnd(g);
  const size_t need = NeededBytes(g, end);
  const size_t usual = StartSize(g->start.fn);
  const size_t size = g->stack_size();
  const size_t smaller = g->shrink.Look(size, need, usual, switches.minstack);
  if (smaller == size) {
    stats.shrink_rests += ShrinkPolicy::TooLarge(size, need, switches.minstack);
    return false;
  }
  SignalsBlocked blocked;
  if (!ResizeInPlace(g, smaller, end) && !MoveStack(g, smaller, end)) {
    ++stats.shrink_memory;
    return false;
  }
  stats.shrunk_bytes += size - smaller;
  return true;
}

size_t ShrinkStacks() {
  if (pag_tls.m == nullptr) AttachThread();
  Pass pass;
  while (pass.Step(kSlice)) {
  }
  return pass.shrunk();
}

int64_t ShrinkIfDue(int64_t now) {
  static int64_t due = 0;
  static bool underway = false;
  static bool again = false;       // the last pass left something to do
  static uint64_t last_grows = 0;  // at the beginning of that pass
  static uint64_t last_done = 0;
  static Pass pass;
  const Stats& stats = pag_tls.m->stats;
  const int64_t period =
      static_cast<int64_t>(switches.shrinkevery) * 1000 * 1000;
  if (switches.shrink == 0 || period == 0) return kNever;
  if (!underway) {
    if (due == 0) due = now + period;
    if (now < due) return due;
    due = now + period;
    const uint64_t grows = TotalStats().grows;
    if (grows == last_grows && !again) return kNever;
    last_grows = grows;
    last_done = stats.shrinks + stats.shrink_rests;
    pass = Pass();
    underway = true;
  }
  if (pass.Step(kSlice)) return now;
  underway = false;
  again = stats.shrinks + stats.shrink_rests != last_done;
  return due;
}

}  // namespace pagurus

extern "C" __attribute__((visibility("default"))) size_t
pag_shrink_stacks(void) {
  return pagurus::ShrinkStacks();
}
