// What a move is made of, to be done with more and more of it.
//
// The mover (runtime/move_frames.cc) has no switches, and must have none: it is
// what growth spends its time in.  So its steps are here once more, each to be
// left out, and beside them the mover itself:
//
//   allocation   a stack is taken and given back
//   commit       the goroutine is told where its stack is now: all that the
//                runtime knows of places in it
//   copy         the used part is copied, piece by piece
//   step       + and gone through from frame to frame; the functions are known
//                beforehand
//   walk       + and are looked up
//   test       + each slot is loaded and compared with the stack's bounds
//   rewrite    + and written
//   move         the mover's own
//
// Each step is timed with all that are before it, so that a walk finds what has
// just been copied where the mover finds it, and costs what it takes more.  Two
// more do not belong to the ladder: `index`, walk with a look-up in the tables
// for every frame; `fresh`, a copy into memory that has never been touched,
// whose pages the system must bring.
#ifndef BENCHMARKS_STUDY_PAGURUS_STEPS_H_
#define BENCHMARKS_STUDY_PAGURUS_STEPS_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/copystack.h"
#include "runtime/m.h"
#include "runtime/move_frames.h"
#include "runtime/stack_alloc.h"

namespace pagurus {

// --- What is moved -----------------------------------------------------------

// What a walk needs to know of a frame with this return address.
struct Site {
  uintptr_t pc;
  uintptr_t frame_size;
  uint32_t homes_offset;
  uint32_t nhomes;
  bool top;
  uint32_t chain;  // index of the next one with this hash, or 0
  Site* next;      // guess: the caller's

  void Fill(const FuncInfo* f) {
    frame_size = f->frame_size;
    homes_offset = f->homes_offset;
    nhomes = f->nhomes;
    top = (f->flags & kFuncTop) != 0;
  }
};

// The part of a stack that is in use, and where its copy goes.
struct Job {
  uintptr_t lowest;
  uintptr_t hi;
  uintptr_t pc, sp;    // of the youngest frame
  uintptr_t copy_hi;   // the copy's top
  const Site** known;  // of the frames
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

// --- Ways to look a frame up -------------------------------------------------

// None: all are known, one after the other.
class Known {
 public:
  explicit Known(const Job& job) : next_(job.known) {}
  const Site* Find(uintptr_t) { return *next_++; }

 private:
  const Site* const* next_;
};

// As the mover's: sites by return address, each with the one that came next.
class Remembered {
 public:
  explicit Remembered(const Job&) {
    for (uint8_t& head : heads_) head = 0;
    sites_[0] = {};
    sites_[0].next = &sites_[0];
  }

  const Site* Find(uintptr_t pc) {
    Site* guess = last_->next;
    if (__builtin_expect(guess->pc != pc, 0)) {
      guess = last_->next = Search(pc);
    }
    last_ = guess;
    return guess;
  }

 private:
  [[gnu::noinline]] Site* Search(uintptr_t pc) {
    uint8_t* head = &heads_[pc * 0x9e3779b97f4a7c15 >> (64 - kLogHeads)];
    for (uint32_t i = *head; i != 0; i = sites_[i].chain) {
      if (sites_[i].pc == pc) return &sites_[i];
    }
    if (used_ == kSites) {
      for (uint8_t& each : heads_) each = 0;
      used_ = 1;
    }
    Site* site = &sites_[used_];
    site->pc = pc;
    site->next = &sites_[0];
    site->chain = *head;
    *head = static_cast<uint8_t>(used_++);
    site->Fill(FindCaller(pc));
    return site;
  }

  static constexpr unsigned kLogHeads = 5;
  static constexpr uint32_t kSites = 128;
  Site* last_ = &sites_[0];
  uint32_t used_ = 1;
  uint8_t heads_[1 << kLogHeads];
  Site sites_[kSites];
};

// In the tables, each.
class Indexed {
 public:
  explicit Indexed(const Job&) {}
  // In registers, as `Site*` is.
  struct Found {
    Site site;
    const Site* operator->() const { return &site; }
  };
  Found Find(uintptr_t pc) {
    Found found;
    found.site.Fill(FindCaller(pc));
    return found;
  }
};

// --- The mover's walk, step by step ------------------------------------------

enum class Slots { kLeft, kTested, kRewritten };

// Copies piece by piece, as the mover does.
inline void CopyPieces(const Job& job, uintptr_t to_hi) {
  const uintptr_t delta = to_hi - job.hi;
  Copy copy(job.lowest, job.hi, delta);
  while (copy.done() != to_hi) copy.Reach(copy.done());
}

// Copies, and walks over what has been copied.
template <class Look, Slots kSlots>
[[gnu::noinline]] void CopyAndWalk(const Job& job) {
  Look look(job);
  const uintptr_t begin = job.lowest;
  const uintptr_t size = job.used();
  const uintptr_t delta = job.delta();
  Copy copy(job.lowest, job.hi, delta);
  uintptr_t pc = job.pc;
  uintptr_t sp = job.sp + delta;
  copy.Reach(sp);
  uintptr_t there = copy.done();
  // So that nothing is left out: something that depends on all of it.
  uintptr_t pcs = 0;
  uint64_t inside = 0;
  for (;;) {
    const auto site = look.Find(pc);
    pcs += pc;
    if (site->top) break;
    const uintptr_t end = sp + site->frame_size;
    if (__builtin_expect(end >= there, 0)) {
      copy.Reach(end);
      there = copy.done();
    }
    if (kSlots != Slots::kLeft) {
      auto* slot = reinterpret_cast<uintptr_t*>(sp + site->homes_offset);
#pragma clang loop vectorize(disable) unroll(disable)
      for (uint32_t n = site->nhomes; n != 0; --n, ++slot) {
        const uintptr_t value = *slot;
        const bool in = value - begin < size;
        inside += in;
        if (kSlots == Slots::kRewritten) *slot = value + (in ? delta : 0);
      }
    }
    pc = *reinterpret_cast<const uintptr_t*>(end);
    sp = end + sizeof(uintptr_t);
  }
  copy.All();
  asm volatile("" : : "r"(pcs), "r"(inside));
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
      return CopyPieces(job, job.copy_hi);
    case kStep:
      return CopyAndWalk<Known, Slots::kLeft>(job);
    case kWalk:
      return CopyAndWalk<Remembered, Slots::kLeft>(job);
    case kTest:
      return CopyAndWalk<Remembered, Slots::kTested>(job);
    case kRewrite:
      return CopyAndWalk<Remembered, Slots::kRewritten>(job);
    case kMove:
      return CopyStack(g, g->stack_size(), EndInNative(record));
    case kIndex:
      return CopyAndWalk<Indexed, Slots::kLeft>(job);
    default:
      asm volatile("" : : : "memory");
  }
}

}  // namespace pagurus

#endif  // BENCHMARKS_STUDY_PAGURUS_STEPS_H_
