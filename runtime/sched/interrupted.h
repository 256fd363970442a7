// Where a signal has stopped a loop.
//
// What the registers of the interrupted function hold is not known.  If it is a
// function that never holds references, that does not matter to who looks for
// them: the youngest frame that counts is its caller's, which stands at a call.
//
//      | caller's frame   |      M::interrupted, or of a callback on the system
//      +------------------+      stack CallbackRecord::left:
//      | return address   | <--- here
//      +------------------+
//      | ?                |      the interrupted function, anywhere between its
//                              first instruction and its last
#ifndef PAGURUS_RUNTIME_SCHED_INTERRUPTED_H_
#define PAGURUS_RUNTIME_SCHED_INTERRUPTED_H_

#include <stdint.h>

namespace pagurus {

struct M;

// In the handler of a signal that has interrupted managed code: while it lives,
// that place is known to who looks for references.
class InterruptedFrame {
 public:
  // `context`: the handler's third argument.
  InterruptedFrame(M* m, const void* context);
  ~InterruptedFrame();
  InterruptedFrame(const InterruptedFrame&) = delete;
  InterruptedFrame& operator=(const InterruptedFrame&) = delete;

  // False: this is no place to wait at.  The function may hold references, and
  // comes to a poll; it is a leaf routine, assembly an allocation (alloc.S) or a
  // note (barrier.S), none of which lasts; or there is no unwind table for it.
  bool known() const { return place_ != nullptr; }

 private:
  uintptr_t* place_ = nullptr;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_INTERRUPTED_H_
