// Numbers as text, for who may use neither stdio nor the heap (I7).
#ifndef PAGURUS_RUNTIME_DIGITS_H_
#define PAGURUS_RUNTIME_DIGITS_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// A number's digits, without leading zeros.
class Digits {
 public:
  // `base`: 10, or 16 (small letters, nothing in front).
  explicit Digits(uint64_t value, unsigned base = 10) {
    do {
      text_[--first_] = "0123456789abcdef"[value % base];
      value /= base;
    } while (value != 0);
  }

  const char* text() const { return text_ + first_; }
  size_t length() const { return sizeof text_ - first_; }

 private:
  size_t first_ = sizeof text_;
  char text_[20];  // of 2^64
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_DIGITS_H_
