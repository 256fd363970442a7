// The frames of a stack, one by one, from the youngest to the oldest.
//
//   pc --> its function's record --> where homes, return address and the
//   next frame are.  Frames are rigid (I3), so this is all arithmetic:
//
//      | stack arguments             |
//      +-----------------------------+ CFA = caller's SP at the call
//      | return address: next pc     |
//      +-----------------------------+ SP + frame_size
//      | ... homes ...               |
//      +-----------------------------+ SP
//
// move_frames.cc has the same walk in a form made for speed; everything else
// uses this one, so that each checks the other.
#ifndef PAGURUS_RUNTIME_FRAME_WALK_H_
#define PAGURUS_RUNTIME_FRAME_WALK_H_

#include <stdint.h>

#include "stackmaps/index.h"

namespace pagurus {

struct Frame {
  const FuncInfo* func = nullptr;
  uintptr_t pc = 0;  // return address into func
  uintptr_t sp = 0;
  uintptr_t* homes() const {
    return reinterpret_cast<uintptr_t*>(sp + func->homes_offset);
  }
  uintptr_t cfa() const { return sp + func->frame_size + sizeof(uintptr_t); }
  bool top() const { return (func->flags & kFuncTop) != 0; }
};

class FrameWalk {
 public:
  // Starts at the frame whose function is at return address `pc` with `sp`.
  // The stack ends at `hi`.
  FrameWalk(uintptr_t pc, uintptr_t sp, uintptr_t hi) : hi_(hi) {
    frame_.pc = pc;
    frame_.sp = sp;
    Look();
  }

  // If there is a frame here; at the end error() says why it ended.
  bool ok() const { return frame_.func != nullptr; }
  const Frame& frame() const { return frame_; }

  void Next() {
    if (frame_.top()) {
      frame_.func = nullptr;
      return;
    }
    const uintptr_t slot = frame_.sp + frame_.func->frame_size;
    if (hi_ - slot > hi_ || hi_ - slot < 2 * sizeof(uintptr_t)) {
      Fail("a frame reaches beyond the stack's top");
      return;
    }
    frame_.pc = *reinterpret_cast<const uintptr_t*>(slot);
    frame_.sp = slot + sizeof(uintptr_t);
    Look();
  }

  // Null after the stack's first frame; else what is wrong, and frame()'s pc
  // and sp tell where.
  const char* error() const { return error_; }

 private:
  void Look() {
    frame_.func = FindCaller(frame_.pc);
    if (frame_.func == nullptr) Fail("a return address without a frame record");
  }
  void Fail(const char* error) {
    error_ = error;
    frame_.func = nullptr;
  }

  Frame frame_;
  uintptr_t hi_;
  const char* error_ = nullptr;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_FRAME_WALK_H_
