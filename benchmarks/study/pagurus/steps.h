// What a move is made of, to be done with more and more of it.
//
// The mover (runtime/copystack.cc) has no switches, and must have none: it is
// what growth spends its time in.  So its steps are here once more, each to be
// left out, and beside them the mover itself:
//
//   allocation   a stack is taken and given back
//   commit       the goroutine is told where its stack is now: all that the
//                runtime knows of places in it
//   copy         the used part is copied
//   step       + from frame to frame, whose functions are known beforehand
//   walk       + and are looked up
//   test       + each slot is loaded and compared with the stack's bounds
//   rewrite    + and written
//   move         the mover's own
//
// Each step is timed with all that are before it (each walk finds the copy that
// has just been made where a walk finds it, in the caches or not) and costs
// what it takes more.  Two more do not belong to the ladder: `index`, walk with
// a look-up in the tables for every frame; `fresh`, a copy into memory that has
// never been touched, whose pages the system must bring.
#ifndef BENCHMARKS_STUDY_PAGURUS_STEPS_H_
#define BENCHMARKS_STUDY_PAGURUS_STEPS_H_

#include <stddef.h>
#include <stdint.h>

#include "arch/x86_64/copy.h"
#include "runtime/copystack.h"
#include "runtime/m.h"
#include "runtime/stack_alloc.h"

namespace pagurus {

// --- What is moved -----------------------------------------------------------

// The part of a stack that is in use, and its copy.
struct Job {
  uintptr_t lowest;
  uintptr_t hi;
  uintptr_t pc, sp;            // of the youngest frame
  uintptr_t copy_hi;           // where the copy's top is
  const FuncInfo** functions;  // of the frames
  size_t frames;
  size_t used() const { return hi - lowest; }
  uintptr_t delta() const { return copy_hi - hi; }
};

// The goroutine is in native code; the word at record->sp returns to it.
inline StackEnd EndInNative(TransitionRecord* record) {
  const uintptr_t sp = record->sp;
  return {&record->sp, *reinterpret_cast<const uintptr_t*>(sp),
          sp + sizeof(uintptr_t), nullptr, nullptr};
}

// --- The mover's walk, step by step ------------------------------------------

enum class Look { kKnown, kRemembered, kIndexed };
enum class Slots { kLeft, kTested, kRewritten };

// As the mover's: functions by return address, each with the one that came
// next.
class Remembered {
 public:
  Remembered() : last_(&start_) {}
  const FuncInfo* Find(uintptr_t pc) {
    Site* guess = last_->next;
    if (__builtin_expect(guess != nullptr && guess->pc == pc, 1)) {
      last_ = guess;
      return guess->func;
    }
    Site* found = &sites_[(pc ^ pc >> 5) % kSites];
    if (found->pc != pc) *found = {pc, FindCaller(pc), nullptr};
    last_->next = found;
    last_ = found;
    return found->func;
  }

 private:
  struct Site {
    uintptr_t pc = 0;
    const FuncInfo* func = nullptr;
    Site* next = nullptr;
  };
  static constexpr size_t kSites = 16;
  Site start_;
  Site sites_[kSites];
  Site* last_;
};

// How many slots pointed into the stack, and something that depends on every
// return address.
struct Walked {
  uint64_t inside;
  uint64_t pcs;
};

// Walks over the copy.
template <Look kLook, Slots kSlots>
[[gnu::noinline]] Walked Walk(const Job& job) {
  Walked walked{0, 0};
  Remembered remembered;
  const FuncInfo* const* known = job.functions;
  const uintptr_t begin = job.lowest;
  const uintptr_t size = job.used();
  const uintptr_t delta = job.delta();
  uintptr_t pc = job.pc;
  uintptr_t sp = job.sp + delta;
  for (;;) {
    const FuncInfo* f = kLook == Look::kKnown        ? *known++
                        : kLook == Look::kRemembered ? remembered.Find(pc)
                                                     : FindCaller(pc);
    if (kSlots != Slots::kLeft) {
      auto* slot = reinterpret_cast<uintptr_t*>(sp + f->homes_offset);
      for (uint32_t i = 0; i < f->nhomes; ++i) {
        const bool inside = slot[i] - begin < size;
        walked.inside += inside;
        if (kSlots == Slots::kRewritten) slot[i] += inside ? delta : 0;
      }
    }
    walked.pcs += pc;
    if ((f->flags & kFuncTop) != 0) return walked;
    const uintptr_t slot = sp + f->frame_size;
    pc = *reinterpret_cast<const uintptr_t*>(slot);
    sp = slot + sizeof(uintptr_t);
  }
}

inline void Copy(const Job& job, uintptr_t to_hi) {
  CopyWords(to_hi - job.used(), job.lowest, job.used());
}

template <Look kLook, Slots kSlots>
void CopyAndWalk(const Job& job) {
  Copy(job, job.copy_hi);
  const Walked walked = Walk<kLook, kSlots>(job);
  asm volatile("" : : "r"(walked.inside), "r"(walked.pcs));
}

// --- The steps ---------------------------------------------------------------

enum Step {
  kNothing,
  kAllocation,
  kCommit,
  kCopy,
  kStep,
  kWalk,
  kTest,
  kRewrite,
  kMove,
  kIndex,
  kFresh,
  kSteps,
};
inline constexpr const char* kStepNames[kSteps] = {
    "nothing", "allocation", "commit", "copy",  "step", "walk",
    "test",    "rewrite",    "move",   "index", "fresh"};

inline void Commit(G* g, TransitionRecord* record) {
  SetStack(g, g->stack_lo, g->stack_hi);
  __atomic_store_n(&record->sp, record->sp, __ATOMIC_RELAXED);
  asm volatile("" : : : "memory");
}

inline void Do(Step step, const Job& job, G* g, TransitionRecord* record) {
  switch (step) {
    case kAllocation:
      return FreeStack(AllocStack(g->stack_size()));
    case kCommit:
      return Commit(g, record);
    case kCopy:
      return Copy(job, job.copy_hi);
    case kStep:
      return CopyAndWalk<Look::kKnown, Slots::kLeft>(job);
    case kWalk:
      return CopyAndWalk<Look::kRemembered, Slots::kLeft>(job);
    case kTest:
      return CopyAndWalk<Look::kRemembered, Slots::kTested>(job);
    case kRewrite:
      return CopyAndWalk<Look::kRemembered, Slots::kRewritten>(job);
    case kMove:
      return CopyStack(g, g->stack_size(), EndInNative(record));
    case kIndex:
      return CopyAndWalk<Look::kIndexed, Slots::kLeft>(job);
    default:
      asm volatile("" : : : "memory");
  }
}

}  // namespace pagurus

#endif  // BENCHMARKS_STUDY_PAGURUS_STEPS_H_
