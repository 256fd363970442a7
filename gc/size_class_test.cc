#include "gc/size_class.h"

#include <gtest/gtest.h>

namespace pagurus {
namespace {

TEST(SizeClassTest, EachSizeGoesToTheSmallestClassThatHoldsIt) {
  for (size_t size = 0; size <= kMaxSmall; ++size) {
    const int c = ClassOf(size);
    ASSERT_GE(c, 0);
    ASSERT_LT(c, kClasses);
    ASSERT_GE(ClassBytes(c), size);
    if (c > 0) {
      ASSERT_LT(ClassBytes(c - 1), size == 0 ? 1 : size) << size;
    }
  }
  EXPECT_EQ(ClassBytes(kClasses - 1), kMaxSmall);
}

TEST(SizeClassTest, LittleIsLost) {
  for (size_t size = 65; size <= kMaxSmall; ++size) {
    ASSERT_LE((ClassBytes(ClassOf(size)) - size) * 8, size) << size;
  }
}

TEST(SizeClassTest, AlignmentOfSizesIsAlignmentOfCells) {
  for (size_t size = 16; size <= kMaxSmall; size += 16) {
    ASSERT_EQ(ClassBytes(ClassOf(size)) % 16, 0u) << size;
  }
  for (size_t size = 9; size < 1000; ++size) {
    ASSERT_EQ(ClassBytes(ClassOf(AlignedBytes(size))) % 16, 0u) << size;
  }
}

TEST(SizeClassTest, SpansHoldEnoughAndLoseLittle) {
  for (int c = 0; c < kClasses; ++c) {
    const size_t cell = ClassBytes(c);
    const size_t bytes = SpanPages(cell) * kPageBytes;
    EXPECT_LE(SpanPages(cell), kMaxSpanPages) << cell;
    EXPECT_GE(bytes / cell, 4u) << cell;
    EXPECT_LE(bytes / cell, kMaxCells) << cell;
    EXPECT_LE(bytes % cell * 8, bytes) << cell;
  }
}

TEST(SizeClassTest, MagicNumbersDivide) {
  for (int c = 0; c < kClasses; ++c) {
    const size_t cell = ClassBytes(c);
    const uint64_t magic = CellMagic(cell);
    for (size_t offset = 0; offset < SpanPages(cell) * kPageBytes; ++offset) {
      ASSERT_EQ(offset * magic >> 32, offset / cell) << offset << " / " << cell;
    }
  }
}

}  // namespace
}  // namespace pagurus
