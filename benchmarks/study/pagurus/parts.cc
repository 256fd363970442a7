// Measures what a move is made of, by the steps of steps.h.
//
// All steps are timed in turn, so that what else the machine does happens to
// all.
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "benchmarks/study/pagurus/moves.h"
#include "benchmarks/study/pagurus/steps.h"
#include "runtime/frame_walk.h"
#include "runtime/large_stack.h"
#include "runtime/m.h"
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
// On one stack.
constexpr size_t kMostFunctions = 512;

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
    Look();
    job_.frames = 0;
    for (FrameWalk walk = Frames(0); walk.ok(); walk.Next()) ++job_.frames;
    known_bytes_ = job_.frames * sizeof(Site*);
    job_.known = reinterpret_cast<const Site**>(Map(known_bytes_));
    const Site** next = job_.known;
    for (FrameWalk walk = Frames(0); walk.ok(); walk.Next()) {
      *next++ = SiteOf(walk.frame().func);
      slots_ += walk.frame().func->nhomes;
    }
    samples_ = static_cast<double*>(
        malloc(sizeof(double) * kSteps * static_cast<size_t>(rounds)));
    copy_ = AllocStack(g->stack_size());
    if (samples_ == nullptr || copy_.lo == 0) Die("no memory");
    job_.copy_hi = copy_.hi;
    inside_ = Inside(0);
    Check();
  }

  ~Measuring() {
    FreeStack(copy_);
    free(samples_);
    munmap(job_.known, known_bytes_);
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
        // The youngest are `bottom` and the recursion's last one.
        size_t{job_.known[job_.frames > 2 ? 2 : 0]->frame_size} +
            sizeof(uintptr_t),
        job_.used() >= kRemapAt ? "true" : "false");
    for (int step = 0; step < kSteps; ++step) {
      printf("%s\"%s\": [", step == 0 ? "" : ", ", kStepNames[step]);
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

  // The frames, or those of the copy, `delta` bytes further.
  FrameWalk Frames(uintptr_t delta) const {
    return FrameWalk(job_.pc, job_.sp + delta, job_.hi + delta);
  }

  // Homes that point into the stack, or into the copy.
  uint64_t Inside(uintptr_t delta) const {
    uint64_t inside = 0;
    for (FrameWalk walk = Frames(delta); walk.ok(); walk.Next()) {
      const Frame& frame = walk.frame();
      for (uint32_t i = 0; i < frame.func->nhomes; ++i) {
        inside += frame.homes()[i] - job_.lowest - delta < job_.used();
      }
    }
    return inside;
  }

  // One for each function.
  const Site* SiteOf(const FuncInfo* f) {
    size_t i = 0;
    while (i < n_functions_ && functions_[i] != f) ++i;
    if (i == kMostFunctions) Die("too many functions");
    if (i == n_functions_) {
      functions_[n_functions_++] = f;
      sites_[i].Fill(f);
    }
    return &sites_[i];
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
    for (Step step : {kRewrite, kIndex, kTest}) {
      Do(step, job_, g_, record_);
      if ((Inside(job_.delta()) == inside_) !=
          (step == kRewrite || inside_ == 0)) {
        Die("the copy has other pointers than it should");
      }
    }
  }

  void Forget() {
    Flush(job_.lowest, job_.hi);
    Flush(copy_.hi - job_.used(), copy_.hi);
    // Small ones go round; large ones may have been unmapped.
    if (other_hi_ != 0 && !IsLarge({other_hi_ - g_->stack_size(), other_hi_})) {
      Flush(other_hi_ - job_.used(), other_hi_);
    }
    for (size_t i = 0; i < n_functions_; ++i) {
      const auto info = reinterpret_cast<uintptr_t>(functions_[i]);
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
    CopyPieces(job_, hi);
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
  size_t known_bytes_;
  const FuncInfo* functions_[kMostFunctions];
  Site sites_[kMostFunctions];
  size_t n_functions_ = 0;
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
