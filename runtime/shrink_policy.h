// When a stack becomes smaller, and how much.
//
// It is looked at from time to time, at each collection for instance.  What one
// look tells is little: the goroutine may just have come up from deep below,
// and go down again at once.  So a stack of which less than a quarter is used
// is halved at the first look, and only the second one, if it has not grown in
// between, takes it down to what fits: two looks, however large it is.
//
// If it does grow again, the look was wrong, and the next are not believed: it
// rests for two of them, after the next mistake for four, up to 64.  So a
// goroutine that goes up and down all the time is moved twice in 64 looks in
// the end.  (Go halves at each collection and remembers nothing.)  A stack that
// stayed small for many looks before it grew was no mistake.
#ifndef PAGURUS_RUNTIME_SHRINK_POLICY_H_
#define PAGURUS_RUNTIME_SHRINK_POLICY_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// Kept in each G; zeros to begin with.
class ShrinkPolicy {
 public:
  // A stack is to have at least so many times the bytes that are needed; with
  // less than half of that it would soon be too small again.
  static constexpr size_t kSpare = 4;
  static constexpr unsigned kMostDoubts = 6;  // 2^6 looks of rest
  // Looks after which it was no mistake.
  static constexpr unsigned kCalm = 32;

  // Looks after which its own use alone counts.
  static constexpr unsigned kTrust = 2;

  // A stack of `size` bytes is looked at, of which `need` are needed (the
  // reserve included).  It must not become smaller than `least`; others like it
  // usually need `usual` bytes, at least `least`.  The size that it is to have,
  // a power of two like `size`.
  size_t Look(size_t size, size_t need, size_t usual, size_t least) {
    if (calm_ < kCalm) ++calm_;
    const size_t floor = calm_ > kTrust ? least : usual;
    if (!TooLarge(size, need, floor)) return size;
    if (rest_ > 0) {
      --rest_;
      return size;
    }
    calm_ = 0;
    const bool first = !shrunk_;
    shrunk_ = true;
    if (first) return size / 2;
    while (TooLarge(size, need, floor)) size /= 2;
    return size;
  }

  // Less than a quarter is needed, and it may become smaller.
  static bool TooLarge(size_t size, size_t need, size_t floor) {
    return size / kSpare >= need && size / 2 >= floor;
  }

  // The stack has become too small.
  void Grew() {
    const bool calm = calm_ >= kCalm;
    calm_ = 0;
    if (!shrunk_) return;
    shrunk_ = false;
    if (calm) doubts_ = 0;
    if (doubts_ < kMostDoubts) ++doubts_;
    rest_ = static_cast<uint8_t>(1u << doubts_);
  }

 private:
  uint8_t rest_;        // looks
  uint8_t calm_;        // looks since it changed its size
  uint8_t doubts_ : 3;  // mistakes in a row
  bool shrunk_ : 1;     // it became smaller and has not grown since
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SHRINK_POLICY_H_
