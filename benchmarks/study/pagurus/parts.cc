// What a move is made of, measured by moving with more and more of it.
//
// The mover (runtime/copystack.cc) has no switches, and must have none: it is
// what growth spends its time in.  So its steps are here once more, each to be
// left out, and beside them the mover itself:
//
//   allocation   a stack is taken and given back
//   commit       the goroutine is told where its stack is now, which is all
//   that
//                the runtime knows of places in it
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
//
// All steps are timed in turn, so that what else the machine does happens to
// all.
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "arch/x86_64/copy.h"
#include "benchmarks/study/pagurus/moves.h"
#include "runtime/copystack.h"
#include "runtime/frame_walk.h"
#include "runtime/large_stack.h"
#include "runtime/m.h"
#include "runtime/stack_alloc.h"
#include "runtime/stats.h"

namespace pagurus {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kLine = 64;
// More than the second-level caches and TLBs that there are.
constexpr size_t kForget = size_t{16} << 20;
// A warm sample takes at least so long, in which the step is done again and
// again.
constexpr int64_t kSampleNs = 100 * 1000;
constexpr int64_t kQuickSampleNs = 2 * 1000;

[[noreturn]] void Die(const char* what) {
  fprintf(stderr, "wrong result: %s\n", what);
  exit(1);
}

int64_t Now() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * int64_t{1000000000} + now.tv_nsec;
}

uintptr_t Map(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) Die("no memory");
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  return reinterpret_cast<uintptr_t>(memory);
}

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
StackEnd EndInNative(TransitionRecord* record) {
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

void Copy(const Job& job, uintptr_t to_hi) {
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
constexpr const char* kNames[kSteps] = {
    "nothing", "allocation", "commit", "copy",  "step", "walk",
    "test",    "rewrite",    "move",   "index", "fresh"};

void Commit(G* g, TransitionRecord* record) {
  SetStack(g, g->stack_lo, g->stack_hi);
  __atomic_store_n(&record->sp, record->sp, __ATOMIC_RELAXED);
  asm volatile("" : : : "memory");
}

void Do(Step step, const Job& job, G* g, TransitionRecord* record) {
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

// --- Samples -----------------------------------------------------------------

void Flush(uintptr_t from, uintptr_t to) {
  for (uintptr_t line = from & -kLine; line < to; line += kLine) {
    __builtin_ia32_clflush(reinterpret_cast<const void*>(line));
  }
}

class Measuring {
 public:
  Measuring(G* g, TransitionRecord* record, bool cold, long rounds)
      : g_(g), record_(record), cold_(cold), rounds_(rounds) {
    const StackEnd end = EndInNative(record);
    job_.frames = 0;
    for (FrameWalk walk(end.pc, end.sp, g->stack_hi); walk.ok(); walk.Next()) {
      ++job_.frames;
    }
    functions_bytes_ = (job_.frames * sizeof(FuncInfo*) | (kPage - 1)) + 1;
    job_.functions = reinterpret_cast<const FuncInfo**>(Map(functions_bytes_));
    Look();
    const FuncInfo** next = job_.functions;
    for (FrameWalk walk(end.pc, end.sp, g->stack_hi); walk.ok(); walk.Next()) {
      *next++ = walk.frame().func;
      slots_ += walk.frame().func->nhomes;
    }
    samples_ = static_cast<double*>(
        malloc(sizeof(double) * kSteps * static_cast<size_t>(rounds)));
    copy_ = AllocStack(g->stack_size());
    if (samples_ == nullptr || copy_.lo == 0) Die("no memory");
    job_.copy_hi = copy_.hi;
    Copy(job_, job_.copy_hi);
    inside_ = Walk<Look::kRemembered, Slots::kRewritten>(job_).inside;
    Check();
  }

  ~Measuring() {
    FreeStack(copy_);
    free(samples_);
    munmap(job_.functions, functions_bytes_);
  }

  void Run() {
    long times[kSteps];
    for (int step = 0; step < kSteps; ++step) {
      times[step] = cold_ ? 1 : Enough(static_cast<Step>(step));
    }
    for (long round = 0; round < rounds_; ++round) {
      for (int step = 0; step < kSteps; ++step) {
        samples_[step * rounds_ + round] =
            Sample(static_cast<Step>(step), times[step]);
      }
    }
    Check();
  }

  void Print() const {
    printf(
        "{\"measure\": \"parts\", \"frames\": %zu, \"slots\": %zu, "
        "\"rewritten\": %zu, \"bytes\": %zu, \"stack\": %zu, "
        "\"frame_bytes\": %zu, \"by_pages\": %s, \"samples\": {",
        job_.frames, slots_, inside_, job_.used(), g_->stack_size(),
        // The youngest is the one that has called this.
        size_t{job_.functions[job_.frames > 2 ? 2 : 0]->frame_size} +
            sizeof(uintptr_t),
        job_.used() >= kRemapAt ? "true" : "false");
    for (int step = 0; step < kSteps; ++step) {
      printf("%s\"%s\": [", step == 0 ? "" : ", ", kNames[step]);
      for (long i = 0; i < rounds_; ++i) {
        printf("%s%.1f", i == 0 ? "" : ", ", samples_[step * rounds_ + i]);
      }
      printf("]");
    }
    printf("}}\n");
  }

 private:
  // Where the stack is now.
  void Look() {
    const StackEnd end = EndInNative(record_);
    job_.lowest = *end.saved_sp;
    job_.hi = g_->stack_hi;
    job_.pc = end.pc;
    job_.sp = end.sp;
  }

  // The parts and the mover have done the same.
  void Check() {
    Look();
    const uint64_t before = TotalStats().pointers_rewritten;
    Do(kMove, job_, g_, record_);
    if (TotalStats().pointers_rewritten - before != inside_) {
      Die("the mover rewrites something else");
    }
    Look();
    CopyAndWalk<Look::kIndexed, Slots::kRewritten>(job_);
    Job copy = job_;
    copy.lowest += job_.delta();
    copy.hi += job_.delta();
    copy.sp += job_.delta();
    if (Walk<Look::kKnown, Slots::kTested>(copy).inside != inside_) {
      Die("the copy has pointers to elsewhere");
    }
  }

  void Forget() {
    Flush(job_.lowest, job_.hi);
    Flush(copy_.hi - job_.used(), copy_.hi);
    // Small ones go round; large ones may have been unmapped.
    if (other_hi_ != 0 && !IsLarge({other_hi_ - g_->stack_size(), other_hi_})) {
      Flush(other_hi_ - job_.used(), other_hi_);
    }
    for (size_t i = 0; i < job_.frames; ++i) {
      if (i > 0 && job_.functions[i] == job_.functions[i - 1]) continue;
      const auto info = reinterpret_cast<uintptr_t>(job_.functions[i]);
      Flush(info, info + sizeof(FuncInfo));
    }
    forget_caches();
  }

  double Fresh() {
    const size_t bytes = (job_.used() | (kPage - 1)) + 1;
    // Where it begins in its page, it began there in the old one, too.
    const uintptr_t memory = Map(bytes + kPage);
    const uintptr_t hi = memory + bytes + (job_.hi & (kPage - 1));
    const int64_t begun = Now();
    Copy(job_, hi);
    const int64_t took = Now() - begun;
    munmap(reinterpret_cast<void*>(memory), bytes + kPage);
    return static_cast<double>(took);
  }

  // ns that the step takes once.
  double Sample(Step step, long times) {
    Look();
    if (cold_) Forget();
    if (step == kFresh) return Fresh();
    if (step == kMove) other_hi_ = job_.hi;
    const int64_t begun = Now();
    for (long i = 0; i < times; ++i) Do(step, job_, g_, record_);
    return static_cast<double>(Now() - begun) / static_cast<double>(times);
  }

  long Enough(Step step) {
    if (step == kFresh) return 1;
    const int64_t least = rounds_ > 2 ? kSampleNs : kQuickSampleNs;
    // Two at least: large stacks are moved in one way and back in another.
    for (long times = 2;; times *= 2) {
      if (Sample(step, times) * static_cast<double>(times) >= least) {
        return times;
      }
    }
  }

  G* const g_;
  TransitionRecord* const record_;
  const bool cold_;
  const long rounds_;
  Job job_;
  StackRange copy_;
  size_t functions_bytes_;
  size_t slots_ = 0;
  uint64_t inside_;
  uintptr_t other_hi_ = 0;
  double* samples_;
};

}  // namespace
}  // namespace pagurus

extern "C" __attribute__((visibility("default"))) void forget_caches(void) {
  using pagurus::kForget;
  static const uintptr_t memory = pagurus::Map(kForget);
  for (uintptr_t at = memory; at < memory + kForget; at += pagurus::kLine) {
    *reinterpret_cast<volatile uint64_t*>(at) += 1;
  }
}

extern "C" __attribute__((visibility("default"))) void measure_parts(
    int cold, long rounds) {
  using namespace pagurus;
  Measuring measuring(pag_tls.g, pag_tls.transition, cold != 0, rounds);
  measuring.Run();
  measuring.Print();
}
