#include <string.h>

#include "stackmaps/decode.h"

namespace pagurus {

SafepointCursor::SafepointCursor(const uint8_t* block, size_t available)
    : block_(block), position_(block + sizeof(SafepointHeader)) {
  memcpy(&header_, block, sizeof header_);
  available_ = available - sizeof(SafepointHeader);
  const size_t stack_refs = header_.n_stack_refs * sizeof(uint32_t);
  if (available_ < stack_refs) {
    error_ = MapError::kTruncated;
    return;
  }
  position_ += stack_refs;
  available_ -= stack_refs;
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
    const uint32_t homes = uint32_t{header_.nhomes} + header_.nrefs;
    const unsigned spare = bits_size() * 8 - homes;
    if (spare != 0 && (bits_[bits_size() - 1] >> (8 - spare)) != 0) {
      return Fail(MapError::kUnusedBits);
    }
  }
  return_offset_ += delta;
  ++done_;
  return true;
}

void FillMarks(const uint8_t* block, SafepointMark* marks) {
  SafepointCursor cursor(block);
  const uint32_t count = MarksFor(cursor.header().count);
  for (uint32_t k = 0; k < count; ++k) {
    for (uint32_t i = 0; i < kSafepointsPerMark; ++i) cursor.Next();
    marks[k] = {static_cast<uint32_t>(cursor.return_offset()),
                static_cast<uint32_t>(cursor.position() - block),
                static_cast<uint32_t>(cursor.bits() - block)};
  }
}

// The block has been validated: what the cursor checks need not be checked.
const uint8_t* FindSafepoint(const FuncInfo* func, uintptr_t ret) {
  const uint8_t* block = func->safepoints;
  if (block == nullptr) return nullptr;
  const uintptr_t target = ret - func->begin;
  uint32_t left;
  memcpy(&left, block + offsetof(SafepointHeader, count), sizeof left);
  const size_t bits_size = (size_t{func->nhomes} + func->nrefs + 7) / 8;
  const uint8_t* position =
      block + sizeof(SafepointHeader) + func->n_stack_refs * sizeof(uint32_t);
  const uint8_t* bits = nullptr;
  uint64_t at = 0;
  if (func->marks != nullptr) {
    // The last mark at or before the target.
    uint32_t first = 0, last = MarksFor(left);
    while (first < last) {
      const uint32_t middle = first + (last - first) / 2;
      if (func->marks[middle].return_offset <= target) {
        first = middle + 1;
      } else {
        last = middle;
      }
    }
    if (first != 0) {
      const SafepointMark& mark = func->marks[first - 1];
      at = mark.return_offset;
      bits = block + mark.bits;
      if (at == target) return bits;
      position = block + mark.position;
      left -= first * kSafepointsPerMark;
    }
  }
  while (left-- != 0) {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const uint8_t byte = *position++;
      value |= uint64_t{byte & 0x7fu} << shift;
      if ((byte & 0x80) == 0) break;
    }
    if ((value & 1) == 0) {
      bits = position;
      position += bits_size;
    }
    at += value >> 1;
    if (at >= target) return at == target ? bits : nullptr;
  }
  return nullptr;
}

}  // namespace pagurus
