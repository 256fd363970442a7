#include <string.h>

#include "stackmaps/decode.h"

namespace pagurus {

SafepointCursor::SafepointCursor(const uint8_t* block, size_t available)
    : position_(block + sizeof(SafepointHeader)),
      available_(available - sizeof(SafepointHeader)) {
  memcpy(&header_, block, sizeof header_);
}

bool SafepointCursor::Next() {
  if (error_ != MapError::kNone || done_ == header_.count) return false;
  uint64_t value = 0;
  for (unsigned i = 0;; ++i) {
    if (i == kMaxSafepointUleb) return Fail(MapError::kUleb);
    if (available_ == 0) return Fail(MapError::kTruncated);
    --available_;
    const uint8_t byte = *position_++;
    value |= uint64_t{byte & 0x7fu} << (7 * i);
    if ((byte & 0x80) == 0) break;
  }
  // 33 bits: a 32-bit delta and `same`.
  if ((value >> 33) != 0) return Fail(MapError::kUleb);
  const uint64_t delta = value >> 1;
  if (delta == 0) return Fail(MapError::kSafepointOrder);
  if ((value & 1) != 0) {
    if (done_ == 0) return Fail(MapError::kFirstSame);
  } else {
    if (available_ < bits_size()) return Fail(MapError::kTruncated);
    bits_ = position_;
    position_ += bits_size();
    available_ -= bits_size();
    const unsigned spare = bits_size() * 8 - header_.nhomes;
    if (spare != 0 && (bits_[bits_size() - 1] >> (8 - spare)) != 0) {
      return Fail(MapError::kUnusedBits);
    }
  }
  return_offset_ += delta;
  ++done_;
  return true;
}

}  // namespace pagurus
