// Spans of small stacks.
#include "runtime/stack_spans.h"

#include <sys/mman.h>

#include <random>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace pagurus {
namespace {

size_t SizeOf(int c) { return size_t{1} << (kFirstStackClass + c); }

// What hi and the class promise: alignment, and memory of its own.
struct Stack {
  uintptr_t hi;
  int c;
  uintptr_t* lowest() const {
    return reinterpret_cast<uintptr_t*>(hi - SizeOf(c));
  }
  uintptr_t* highest() const { return reinterpret_cast<uintptr_t*>(hi) - 1; }
  void Mark() const { *lowest() = *highest() = hi + static_cast<uintptr_t>(c); }
  bool Marked() const {
    return *lowest() == hi + static_cast<uintptr_t>(c) &&
           *highest() == *lowest();
  }
};

TEST(StackSpansTest, EverySizeIsAlignedAndItsOwn) {
  StackSpans spans;
  std::vector<Stack> stacks;
  for (int i = 0; i < 3000; ++i) {
    const Stack s{spans.Take(i % kStackClasses), i % kStackClasses};
    ASSERT_NE(s.hi, 0u);
    EXPECT_EQ(s.hi % kStackAlign, 0u);
    s.Mark();
    stacks.push_back(s);
  }
  for (const Stack& s : stacks) EXPECT_TRUE(s.Marked());
  for (const Stack& s : stacks) spans.Give(s.hi);
}

// In any order; the model is a set.
TEST(StackSpansTest, RandomTakesAndGives) {
  StackSpans spans;
  std::mt19937 random(4711);
  std::vector<Stack> used;
  std::set<uintptr_t> tops;
  for (int i = 0; i < 300000; ++i) {
    // Waves: mostly takes, then mostly gives.
    const bool take = random() % 100 < (i / 20000 % 2 == 0 ? 60u : 35u);
    if (take || used.empty()) {
      const int c = static_cast<int>(random() % kStackClasses);
      const Stack s{spans.Take(c), c};
      ASSERT_TRUE(tops.insert(s.hi).second);
      s.Mark();
      used.push_back(s);
    } else {
      const size_t at = random() % used.size();
      const Stack s = used[at];
      used[at] = used.back();
      used.pop_back();
      ASSERT_TRUE(s.Marked());
      tops.erase(s.hi);
      spans.Give(s.hi);
    }
  }
  EXPECT_LE(spans.kept(), kMaxKept);
}

// Pages of [span, span + kSpan) that are in memory.
size_t Resident(uintptr_t span) {
  unsigned char pages[kSpan / 4096];
  EXPECT_EQ(mincore(reinterpret_cast<void*>(span), kSpan, pages), 0);
  size_t n = 0;
  for (unsigned char page : pages) n += page & 1;
  return n;
}

TEST(StackSpansTest, MemoryOfABurstGoesBack) {
  StackSpans spans;
  std::vector<Stack> stacks;
  std::set<uintptr_t> all;
  for (int i = 0; i < 40000; ++i) {
    stacks.push_back({spans.Take(1), 1});
    stacks.back().Mark();
    all.insert((stacks.back().hi - 1) & -kSpan);
  }
  size_t before = 0, after = 0;
  for (uintptr_t span : all) before += Resident(span);
  EXPECT_EQ(spans.kept(), 0u);
  for (const Stack& s : stacks) spans.Give(s.hi);
  for (uintptr_t span : all) after += Resident(span);
  EXPECT_EQ(spans.kept(), kMaxKept);
  EXPECT_GE(before * 4096, size_t{40000} * 2048);
  // What is kept, and a page for each of the others.
  EXPECT_LE(after * 4096, kMaxKept + all.size() * 4096);
  // They serve again, other sizes too.
  std::vector<Stack> larger;
  for (int i = 0; i < 2000; ++i) {
    larger.push_back({spans.Take(5), 5});
    larger.back().Mark();
    EXPECT_EQ(all.count((larger.back().hi - 1) & -kSpan), 1u);
    if (larger.size() * SizeOf(5) > all.size() * kSpan * 3 / 4) break;
  }
  for (const Stack& s : larger) EXPECT_TRUE(s.Marked());
}

}  // namespace
}  // namespace pagurus
