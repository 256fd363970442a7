#include "gc/pages.h"

#include <gtest/gtest.h>
#include <string.h>

#include <random>
#include <vector>

namespace pagurus {
namespace {

struct Taken {
  Span* span;
  unsigned char fill;
};

size_t Bytes(const Span* s) { return size_t{s->pages} << kPageShift; }

bool Holds(const Span* s, unsigned char fill) {
  const auto* p = reinterpret_cast<const unsigned char*>(s->begin);
  for (size_t i = 0; i < Bytes(s); i += 512) {
    if (p[i] != fill) return false;
  }
  return p[Bytes(s) - 1] == fill;
}

Span* Take(size_t n) { return pages.Alloc(n, 1, true); }

TEST(PagesTest, RandomRunsAreApartAndWhatIsCalledZeroIs) {
  std::mt19937 random(1);
  std::vector<Taken> taken;
  pages.SetGoal(uint64_t{2} << 20);
  for (int i = 0; i < 4000; ++i) {
    if (taken.size() < 60 || random() % 2 == 0) {
      const uint32_t r = random() % 100;
      const size_t n = r < 70   ? 1 + random() % 8
                       : r < 98 ? 1 + random() % 100
                                : 1 + random() % 700;
      if (taken.size() > 200) continue;
      Span* s = Take(n);
      ASSERT_NE(s, nullptr);
      ASSERT_EQ(s->pages, n);
      ASSERT_EQ(s->begin % kPageBytes, 0u);
      if (s->zero) {
        ASSERT_TRUE(Holds(s, 0)) << i;
      }
      const auto fill = static_cast<unsigned char>(1 + i % 255);
      memset(reinterpret_cast<void*>(s->begin), fill, Bytes(s));
      taken.push_back({s, fill});
    } else {
      const size_t k = random() % taken.size();
      ASSERT_TRUE(Holds(taken[k].span, taken[k].fill)) << i;
      pages.Free(taken[k].span);
      taken[k] = taken.back();
      taken.pop_back();
    }
    if (i % 100 == 0) {
      ASSERT_STREQ(pages.Verify(), nullptr) << i;
    }
  }
  for (const Taken& t : taken) {
    ASSERT_TRUE(Holds(t.span, t.fill));
    pages.Free(t.span);
  }
  ASSERT_STREQ(pages.Verify(), nullptr);
  EXPECT_EQ(pages.used_bytes(), 0u);
  EXPECT_EQ(pages.spans(), 0u);
  pages.SetGoal(UINT64_MAX);
}

TEST(PagesTest, EachByteOfASpanLeadsToItAndNothingElseDoes) {
  Span* a = Take(3);
  Span* b = Take(1);
  EXPECT_EQ(pages.SpanAt(a->begin), a);
  EXPECT_EQ(pages.SpanAt(a->begin + 3 * kPageBytes - 1), a);
  EXPECT_EQ(pages.SpanAt(b->begin + 5), b);
  EXPECT_EQ(pages.SpanAt(0), nullptr);
  EXPECT_EQ(pages.SpanAt(UINTPTR_MAX), nullptr);
  EXPECT_EQ(pages.SpanAt(reinterpret_cast<uintptr_t>(&a)), nullptr);
  const uintptr_t middle = a->begin + kPageBytes;
  pages.Free(a);
  Span* after = pages.SpanAt(middle);
  EXPECT_TRUE(after == nullptr || !after->in_use);
  pages.Free(b);
}

TEST(PagesTest, NeighboursUniteWhateverTheOrder) {
  const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                           {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  for (const auto& order : orders) {
    Span* whole = Take(1000);
    const uintptr_t begin = whole->begin;
    pages.Free(whole);
    Span* parts[] = {Take(300), Take(400), Take(300)};
    for (int i : order) pages.Free(parts[i]);
    ASSERT_STREQ(pages.Verify(), nullptr);
    whole = Take(1000);
    EXPECT_EQ(whole->begin, begin);
    pages.Free(whole);
  }
}

TEST(PagesTest, MemoryGoesBackToTheOs) {
  pages.SetGoal(UINT64_MAX);
  Span* s = Take(2048);
  memset(reinterpret_cast<void*>(s->begin), 1, Bytes(s));
  const uint64_t returned = pages.returned_bytes();
  pages.Free(s);
  EXPECT_GE(pages.free_bytes(), uint64_t{16} << 20);
  EXPECT_EQ(pages.returned_bytes(), returned);
  pages.SetGoal(uint64_t{1} << 20);
  pages.ReturnMemory();
  EXPECT_LE(pages.free_bytes(), uint64_t{1} << 20);
  EXPECT_GE(pages.returned_bytes(), returned + (uint64_t{15} << 20));
  s = Take(2048);
  ASSERT_STREQ(pages.Verify(), nullptr);
  if (s->zero) {
    EXPECT_TRUE(Holds(s, 0));
  }
  pages.Free(s);
  pages.SetGoal(UINT64_MAX);
}

TEST(PagesTest, LimitIsKept) {
  Span* a = Take(10);
  pages.SetLimit(pages.used_bytes() + 5 * kPageBytes);
  EXPECT_EQ(Take(6), nullptr);
  Span* b = Take(5);
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(Take(1), nullptr);
  pages.SetLimit(0);
  Span* c = Take(6);
  ASSERT_NE(c, nullptr);
  for (Span* s : {a, b, c}) pages.Free(s);
}

TEST(PagesTest, WhatIsTooLargeIsRefused) {
  EXPECT_EQ(pages.Alloc(SIZE_MAX, 1, true), nullptr);
  EXPECT_EQ(pages.Alloc(size_t{1} << 40, 1, true), nullptr);
}

}  // namespace
}  // namespace pagurus
