// The part of a move whose price is per frame, per pointer and per byte:
// copying a stack, and correcting the addresses in the copy.
#ifndef PAGURUS_RUNTIME_MOVE_FRAMES_H_
#define PAGURUS_RUNTIME_MOVE_FRAMES_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/g.h"
#include "stackmaps/index.h"

namespace pagurus {

// Adds `delta` to words that lie in [begin, begin + size).
struct Rewriter {
  uintptr_t begin;
  uintptr_t size;
  uintptr_t delta;
  uint64_t rewritten = 0;

  void Word(uintptr_t* word) {
    const uintptr_t value = *word;
    const bool inside = value - begin < size;
    *word = value + (inside ? delta : 0);
    rewritten += inside;
  }

  // n > 0.  There are few words as a rule; and what vectors have no comparison for, as
  // unsigned words in SSE2, costs them more than they save.
  void Words(uintptr_t* words, size_t n) {
#pragma clang loop vectorize(disable) unroll(disable)
    do {
      Word(words++);
    } while (--n != 0);
  }
  // Those so many bytes above `base`.
  void WordsAt(uintptr_t base, const uint32_t* offsets, size_t n) {
#pragma clang loop vectorize(disable) unroll(disable)
    for (size_t i = 0; i < n; ++i) {
      Word(reinterpret_cast<uintptr_t*>(base + offsets[i]));
    }
  }
};

// A copy of the words of [begin, end), `delta` bytes further, that is made
// piece by piece from the lowest address up.
class Copy {
 public:
  Copy(uintptr_t begin, uintptr_t end, uintptr_t delta)
      : done_(begin + delta), end_(end + delta), delta_(delta) {}

  // All words below this address of the copy are there.
  uintptr_t done() const { return done_; }
  // They have come there in another way.
  void SetDone() { done_ = end_; }
  // Goes on until the word at `address`, in the copy, is there, if the copy has
  // one there.
  void Reach(uintptr_t address);
  void All() { Reach(end_); }

 private:
  uintptr_t done_;
  const uintptr_t end_;
  const uintptr_t delta_;
};

// Corrects the arguments that func's caller left on the stack: words of the
// copy, which are copied before.  They count as pointers for as long as func's
// frame exists.
void MoveStackArgs(const FuncInfo* func, uintptr_t cfa, Copy* copy,
                   Rewriter* rewriter);

struct FrameCounts {
  uint64_t frames;
  uint64_t slots;  // homes and stack arguments
};

// Corrects the frame at (pc, sp) of the copy and all older ones, up to the
// stack's top `hi`, and completes the copy.  Dies of frames that do not add up
// (I3, I4).  Returns what it has looked at.
FrameCounts MoveFrames(const G* g, uintptr_t pc, uintptr_t sp, uintptr_t hi,
                       Copy* copy, Rewriter* rewriter);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_MOVE_FRAMES_H_
