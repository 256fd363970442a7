#include "runtime/g.h"

#include "arch/entries.h"
#include "runtime/frame_walk.h"
#include "runtime/proc.h"
#include "runtime/stack_alloc.h"
#include "runtime/switches.h"

namespace pagurus {

uintptr_t GuardOf(const G* g) {
  // Both want to be asked at every check.
  if (switches.stressmove != 0 || switches.sched != 0) return kGuardPoison;
  return GuardWord(g->stack_lo + kStackReserve);
}

void SetStack(G* g, uintptr_t lo, uintptr_t hi) {
  g->stack_lo = lo;
  g->stack_hi = hi;
  __atomic_store_n(&g->stack_guard, GuardOf(g), __ATOMIC_RELAXED);
}

namespace {

// Any address in the middle of the executable's code.
uintptr_t CodeBase() { return reinterpret_cast<uintptr_t>(&__pag_gostart); }

}  // namespace

uintptr_t CreatorOf(const G* g) {
  if (g->created_by == 0) return 0;
  return CodeBase() + static_cast<uintptr_t>(int64_t{g->created_by});
}

int32_t PackCreator(uintptr_t pc) {
  const int64_t offset = static_cast<int64_t>(pc - CodeBase());
  const int32_t packed = static_cast<int32_t>(offset);
  return pc != 0 && packed == offset ? packed : 0;
}

const char* CheckG(const G* g, CheckLevel level) {
  if (g == nullptr) return "a null pointer where a G should be";
  if (g->magic != kGMagic) return "what should be a G is none";
  if (level == CheckLevel::kSignature) return nullptr;
  const GStatus status = g->status.load(std::memory_order_relaxed);
  if (status != GStatus::kRunnable && status != GStatus::kRunning &&
      status != GStatus::kWaiting) {
    return "the G is no live goroutine";
  }
  if (g->stack_hi == 0 && g->resume == GiveFirstStack) return nullptr;
  const size_t size = g->stack_size();
  if (size < kMinStack || (size & (size - 1)) != 0) {
    return "the G's stack size is not a power of two";
  }
  if (g->stack_hi % kStackAlign != 0) return "the G's stack top is misaligned";
  // Read once: others may poison it at any time.
  const uintptr_t guard = __atomic_load_n(&g->stack_guard, __ATOMIC_RELAXED);
  if (guard != kGuardPoison &&
      guard != GuardWord(g->stack_lo + kStackReserve)) {
    return "the G's guard does not fit its stack";
  }
  if (level == CheckLevel::kShallow) return nullptr;
  if (status == GStatus::kRunning) return "the G runs: its frames change";
  if (g->sched.sp < g->stack_lo || g->sched.sp >= g->stack_hi) {
    return "the parked G's SP is outside its stack";
  }
  if (g->preempted) return CheckStack(g, g->save_area->sp + sizeof(uintptr_t));
  // What has not started yet has a return address and no frame.
  if (g->sched.ctxt != nullptr) return CheckStack(g, g->sched.sp);
  FrameWalk walk(g->sched.pc, g->sched.sp, g->stack_hi);
  while (walk.ok()) walk.Next();
  return walk.error();
}

const char* CheckStack(const G* g, uintptr_t sp) {
  if (sp < g->stack_lo ||
      sp > g->stack_hi - (kStackTopWords + 1) * sizeof(uintptr_t)) {
    return "SP is outside the stack";
  }
  FrameWalk walk(*reinterpret_cast<const uintptr_t*>(sp),
                 sp + sizeof(uintptr_t), g->stack_hi);
  uintptr_t last = sp;
  for (; walk.ok(); walk.Next()) last = walk.frame().sp;
  if (walk.error() != nullptr) return walk.error();
  if (last != g->stack_hi - kStackTopWords * sizeof(uintptr_t)) {
    return "the first frame is not at the stack's top";
  }
  return nullptr;
}

}  // namespace pagurus
