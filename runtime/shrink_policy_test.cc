// When stacks become smaller, how much, and how often.
#include "runtime/shrink_policy.h"

#include "gtest/gtest.h"

namespace pagurus {
namespace {

constexpr size_t kKiB = 1024;
constexpr size_t kMiB = kKiB * 1024;

TEST(ShrinkPolicyTest, HalfAtFirstThenAllOfIt) {
  ShrinkPolicy policy{};
  EXPECT_EQ(policy.Look(64 * kMiB, 600, kKiB, kKiB), 32 * kMiB);
  EXPECT_EQ(policy.Look(32 * kMiB, 600, kKiB, kKiB), 2 * kKiB);
  EXPECT_EQ(policy.Look(2 * kKiB, 600, kKiB, kKiB), 2 * kKiB);
}

TEST(ShrinkPolicyTest, AQuarterIsEnough) {
  ShrinkPolicy policy{};
  EXPECT_EQ(policy.Look(8192, 2049, kKiB, kKiB), 8192u);
  EXPECT_EQ(policy.Look(8192, 2048, kKiB, kKiB), 4096u);
}

TEST(ShrinkPolicyTest, NeverBelowTheLeast) {
  ShrinkPolicy policy{};
  EXPECT_EQ(policy.Look(16 * kKiB, 100, 16 * kKiB, 16 * kKiB), 16 * kKiB);
  EXPECT_EQ(policy.Look(16 * kKiB, 100, 4 * kKiB, 4 * kKiB), 8 * kKiB);
  EXPECT_EQ(policy.Look(8 * kKiB, 100, 4 * kKiB, 4 * kKiB), 4 * kKiB);
  for (int looks = 0; looks < 10; ++looks) {
    EXPECT_EQ(policy.Look(4 * kKiB, 100, 4 * kKiB, 4 * kKiB), 4 * kKiB);
  }
}

// What others need counts for some looks.
TEST(ShrinkPolicyTest, WhatOthersNeed) {
  ShrinkPolicy policy{};
  EXPECT_EQ(policy.Look(kMiB, 100, 8 * kKiB, kKiB), kMiB / 2);
  EXPECT_EQ(policy.Look(kMiB / 2, 100, 8 * kKiB, kKiB), 8 * kKiB);
  EXPECT_EQ(policy.Look(8 * kKiB, 100, 8 * kKiB, kKiB), 8 * kKiB);
  EXPECT_EQ(policy.Look(8 * kKiB, 100, 8 * kKiB, kKiB), 8 * kKiB);
  EXPECT_EQ(policy.Look(8 * kKiB, 100, 8 * kKiB, kKiB), kKiB);
}

// What fits is between a quarter and a half: it does not become too small at
// once.
TEST(ShrinkPolicyTest, WhatIsLeftHasRoom) {
  for (size_t need = 300; need < kMiB; need += need / 7) {
    ShrinkPolicy policy{};
    size_t size = 64 * kMiB;
    for (int looks = 0; looks < 2; ++looks) {
      size = policy.Look(size, need, kKiB, kKiB);
    }
    EXPECT_GE(size, 2 * need);
    EXPECT_LT(size, 4 * need + 2 * kKiB);
  }
}

// Up and down between all looks: that many of them make it smaller.
TEST(ShrinkPolicyTest, SwingsAreLeftAloneMoreAndMore) {
  ShrinkPolicy policy{};
  int smaller = 0;
  constexpr int kLooks = 6400;
  for (int look = 0; look < kLooks; ++look) {
    const size_t size = policy.Look(kMiB, 500, kKiB, kKiB);
    if (size == kMiB) continue;
    ++smaller;
    policy.Grew();
  }
  EXPECT_LE(smaller, 6 + kLooks / 64);
  EXPECT_GE(smaller, kLooks / 65);
}

TEST(ShrinkPolicyTest, LongAfterwardsItWasNoMistake) {
  ShrinkPolicy policy{};
  size_t size = kMiB;
  for (int mistakes = 0; mistakes < 5; ++mistakes) {
    while (policy.Look(kMiB, 500, kKiB, kKiB) == kMiB) {
    }
    policy.Grew();
  }
  while ((size = policy.Look(kMiB, 500, kKiB, kKiB)) == kMiB) {
  }
  for (int looks = 0; looks < 100; ++looks) {
    size = policy.Look(size, 500, kKiB, kKiB);
  }
  policy.Grew();
  int rests = 0;
  while (policy.Look(kMiB, 500, kKiB, kKiB) == kMiB) ++rests;
  EXPECT_EQ(rests, 2);
}

}  // namespace
}  // namespace pagurus
