// Reading memory that may not be there: another thread's stack, an M that may
// have ended, whatever a damaged stack points to.
#ifndef PAGURUS_RUNTIME_TRACEBACK_SAFE_READ_H_
#define PAGURUS_RUNTIME_TRACEBACK_SAFE_READ_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// Copies [from, from + n) to `to`; false if it cannot all be read.  A system
// call, which fails where a load would fault.  Where the system forbids that
// call (some sandboxes), a load.
bool ReadMemory(uintptr_t from, void* to, size_t n);

template <typename T>
bool ReadMemory(uintptr_t from, T* to) {
  return ReadMemory(from, to, sizeof *to);
}

// The same for what a pointer leads to: a field of something that may be gone.
template <typename From, typename To>
bool ReadMemory(From* from, To* to) {
  static_assert(sizeof *from == sizeof *to);
  return ReadMemory(reinterpret_cast<uintptr_t>(from), to, sizeof *to);
}

// Words of a stack, read in pieces, so that a walk needs few system calls.
class StackReader {
 public:
  StackReader(uintptr_t lo, uintptr_t hi) : lo_(lo), hi_(hi) {}
  uintptr_t lo() const { return lo_; }
  uintptr_t hi() const { return hi_; }

  // The word at `at`; false if it is not within [lo, hi) or not to be read.
  bool Word(uintptr_t at, uintptr_t* value);

 private:
  static constexpr size_t kPiece = 64;

  uintptr_t lo_;
  uintptr_t hi_;
  uintptr_t piece_lo_ = 0;
  size_t piece_words_ = 0;
  uintptr_t piece_[kPiece];
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_SAFE_READ_H_
