// Collecting the frames of a stack, from its youngest to its oldest.
//
// Two ways, of which the first leads to the second:
//   - from registers, step by step, by whatever tables the code has (cfi.h):
//     native code, gates, callbacks;
//   - on a goroutine's stack, at a managed function's call, by frame records
//     alone: frames are rigid (I3), and that takes no registers.
//
// The stack is read as if it might vanish (safe_read.h), so that the walk of
// another thread's goroutine, which may go on or move meanwhile, may say
// nonsense, but does no harm.
#ifndef PAGURUS_RUNTIME_TRACEBACK_FRAMES_H_
#define PAGURUS_RUNTIME_TRACEBACK_FRAMES_H_

#include <stdint.h>

#include "runtime/g.h"
#include "runtime/traceback/cfi.h"

namespace pagurus {

// The two ends of a stack.  A frame is the PC to look up: of a call, the byte
// before its return address.
class FrameList {
 public:
  static constexpr uint64_t kEnd = 50;

  void Add(uintptr_t pc) {
    if (total_ < kEnd) {
      youngest_[total_] = pc;
    } else {
      oldest_[total_ % kEnd] = pc;
    }
    ++total_;
  }
  void Clear() {
    total_ = 0;
    gap_ = kNoGap;
    why_ = nullptr;
  }
  // The walk ended before the stack did.
  void Fail(const char* why, uintptr_t pc) {
    why_ = why;
    why_pc_ = pc;
  }
  // From here on these are frames of another kind: what is between is not
  // known.
  void Gap() { gap_ = total_; }

  uint64_t total() const { return total_; }
  bool kept(uint64_t i) const { return i < kEnd || i + kEnd >= total_; }
  uintptr_t at(uint64_t i) const {
    return i < kEnd ? youngest_[i] : oldest_[i % kEnd];
  }
  uint64_t gap() const { return gap_; }
  const char* why() const { return why_; }
  uintptr_t why_pc() const { return why_pc_; }

 private:
  static constexpr uint64_t kNoGap = ~uint64_t{0};

  uint64_t total_ = 0;
  uint64_t gap_ = kNoGap;
  const char* why_ = nullptr;
  uintptr_t why_pc_ = 0;
  uintptr_t youngest_[kEnd];
  uintptr_t oldest_[kEnd];
};

// If the C library returns from a signal handler here: its caller was
// interrupted.
bool IsSignalReturn(uintptr_t pc);

struct StackBounds {
  uintptr_t lo = 0;
  uintptr_t hi = 0;
  bool Contains(uintptr_t sp) const { return sp >= lo && sp < hi; }
};

// By frame records: the function at return address `pc`, with `sp`, on a
// goroutine's stack.
void CollectManaged(uintptr_t pc, uintptr_t sp, StackBounds stack,
                    FrameList* frames);

// From registers: `interrupted` (by a signal), or at a call.  `stack`: of the
// goroutine that this thread runs, or empty.  With a DumpScope.  False if it
// came to code without tables before it came to that stack, or to the thread's
// first frame.
bool CollectFrom(const Registers& registers, bool interrupted,
                 StackBounds stack, FrameList* frames);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_FRAMES_H_
