// Sizes that objects come in: 80 classes, eight for each doubling.
//
//   8 16 24 ... 128 | 144 160 ... 256 | 288 320 ... 512 | ... | 32 KiB
//
// So at most an eighth of an object is lost, and 24 bytes, the size of many a
// tree's nodes, are 24 bytes.  A size that is a multiple of 16 goes to a class
// that is one too; that is all that alignment needs.
#ifndef PAGURUS_GC_SIZE_CLASS_H_
#define PAGURUS_GC_SIZE_CLASS_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

inline constexpr size_t kPageShift = 13;
inline constexpr size_t kPageBytes = size_t{1} << kPageShift;
// What is larger has a span of its own.
inline constexpr size_t kMaxSmall = size_t{32} << 10;
inline constexpr int kClasses = 80;

// The smallest class for `size` bytes, size <= kMaxSmall.
constexpr int ClassOf(size_t size) {
  if (size <= 128) return size == 0 ? 0 : static_cast<int>((size + 7) / 8 - 1);
  const int k = 63 - __builtin_clzll(size - 1);
  return 16 + (k - 7) * 8 +
         static_cast<int>((size - 1 - (size_t{1} << k)) >> (k - 3));
}

constexpr size_t ClassBytes(int c) {
  if (c < 16) return (static_cast<size_t>(c) + 1) * 8;
  const int k = 7 + (c - 16) / 8;
  return (size_t{1} << k) + (((c - 16) % 8 + size_t{1}) << (k - 3));
}

// Pages of a span with cells of so many bytes: enough for four cells and for
// the slow path to be rare, and at most an eighth is left over.
constexpr uint32_t SpanPages(size_t cell) {
  size_t pages = cell * 64 / kPageBytes;
  pages = pages < 1 ? 1 : pages > 4 ? 4 : pages;
  while (pages * kPageBytes < 4 * cell ||
         pages * kPageBytes % cell * 8 > pages * kPageBytes) {
    ++pages;
  }
  return static_cast<uint32_t>(pages);
}

inline constexpr uint32_t kMaxSpanPages = 16;
inline constexpr uint32_t kMaxCells = kPageBytes / 8;

// offset * CellMagic(cell) >> 32 is offset / cell for every offset in a span:
// the magic number is too large by less than cell / 2^32, and offset * cell
// is less than 2^32.
constexpr uint32_t CellMagic(size_t cell) {
  return static_cast<uint32_t>(((uint64_t{1} << 32) + cell - 1) / cell);
}

// What typed memory of so many bytes needs: 16-byte alignment if it can tell
// that nothing in it wants more than 8.
constexpr size_t AlignedBytes(size_t bytes) {
  return bytes <= 8 ? 8 : (bytes + 15) & ~size_t{15};
}

}  // namespace pagurus

#endif  // PAGURUS_GC_SIZE_CLASS_H_
