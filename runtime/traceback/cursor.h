// Reading bytes that may be damaged: a cursor never leaves its range.
//
// What does not fit reads as 0 and makes the cursor fail; a failed one stands
// at its end, so loops that read until the end end.
#ifndef PAGURUS_RUNTIME_TRACEBACK_CURSOR_H_
#define PAGURUS_RUNTIME_TRACEBACK_CURSOR_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

struct Bytes {
  const uint8_t* data = nullptr;
  size_t size = 0;
};

class Cursor {
 public:
  Cursor() = default;
  explicit Cursor(Bytes bytes) : at_(bytes.data), end_(at_ + bytes.size) {}
  Cursor(const uint8_t* begin, const uint8_t* end) : at_(begin), end_(end) {}

  bool ok() const { return ok_; }
  bool done() const { return at_ == end_; }
  const uint8_t* at() const { return at_; }
  size_t left() const { return static_cast<size_t>(end_ - at_); }

  bool Skip(uint64_t n) {
    if (n > left()) return Fail();
    at_ += n;
    return true;
  }

  // An unsigned number of `bytes` bytes, little-endian.
  uint64_t Fixed(unsigned bytes) {
    if (bytes > 8 || bytes > left()) return Fail();
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; ++i) value |= uint64_t{at_[i]} << (8 * i);
    at_ += bytes;
    return value;
  }
  uint8_t U8() { return static_cast<uint8_t>(Fixed(1)); }
  uint16_t U16() { return static_cast<uint16_t>(Fixed(2)); }
  uint32_t U32() { return static_cast<uint32_t>(Fixed(4)); }
  uint64_t U64() { return Fixed(8); }

  // LEB128.  Bits beyond 64 are dropped.
  uint64_t Uleb() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const uint8_t byte = U8();
      if (!ok_) return 0;
      if (shift < 64) value |= uint64_t{byte & 0x7fu} << shift;
      if ((byte & 0x80) == 0) return value;
    }
  }
  int64_t Sleb() {
    uint64_t value = 0;
    for (unsigned shift = 0;;) {
      const uint8_t byte = U8();
      if (!ok_) return 0;
      if (shift < 64) value |= uint64_t{byte & 0x7fu} << shift;
      shift += 7;
      if ((byte & 0x80) != 0) continue;
      if (shift < 64 && (byte & 0x40) != 0) value |= ~uint64_t{0} << shift;
      return static_cast<int64_t>(value);
    }
  }

  // A text that ends with a zero byte; without that.
  Bytes Text() {
    const uint8_t* const begin = at_;
    while (at_ != end_ && *at_ != 0) ++at_;
    if (at_ == end_) {
      Fail();
      return {};
    }
    return {begin, static_cast<size_t>(at_++ - begin)};
  }

  // The next n bytes, as a cursor of their own.
  Cursor Take(uint64_t n) {
    const uint8_t* const begin = at_;
    if (!Skip(n)) return Cursor();
    return Cursor(begin, at_);
  }

 private:
  bool Fail() {
    ok_ = false;
    at_ = end_;
    return false;
  }

  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  bool ok_ = true;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_CURSOR_H_
