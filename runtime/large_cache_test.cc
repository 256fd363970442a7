// Large ranges that a P has at hand.
#include "runtime/large_cache.h"

#include <atomic>
#include <thread>

#include "gtest/gtest.h"

namespace pagurus {
namespace {

constexpr size_t kKiB = 1024;
constexpr size_t kMiB = kKiB * 1024;
constexpr size_t k64KiB = 16, k16MiB = 24;  // logarithms

// Addresses that nobody looks at.
uintptr_t Hi(uintptr_t i) { return (uintptr_t{1} << 40) + i * kStackAlign; }

TEST(LargeCacheTest, GivesWhatItGot) {
  LargeCache cache{};
  EXPECT_EQ(cache.Take(k64KiB), 0u);
  EXPECT_EQ(cache.TakeAny(), 0u);
  EXPECT_TRUE(cache.Give(Hi(1), k64KiB, 64 * kKiB));
  EXPECT_TRUE(cache.Give(Hi(2), k16MiB, 64 * kKiB));
  EXPECT_EQ(cache.Take(k64KiB + 1), 0u);
  EXPECT_EQ(cache.Take(k16MiB), Hi(2));
  EXPECT_EQ(cache.Take(k16MiB), 0u);
  EXPECT_EQ(cache.TakeAny(), Hi(1));
  EXPECT_EQ(cache.Take(k64KiB), 0u);
}

// What growing to 1 MiB takes from it and gives back, each size moved.
TEST(LargeCacheTest, HasEachSizeUpTo1MiB) {
  LargeCache cache{};
  for (size_t log2 = 16; log2 <= 20; ++log2) {
    EXPECT_TRUE(cache.Give(Hi(log2), log2, size_t{1} << log2)) << log2;
  }
  for (size_t log2 = 16; log2 <= 20; ++log2) {
    EXPECT_EQ(cache.Take(log2), Hi(log2)) << log2;
  }
}

TEST(LargeCacheTest, MemoryIsBounded) {
  for (const size_t bytes : {64 * kKiB, 65 * kKiB, 300 * kKiB, kMiB}) {
    LargeCache cache{};
    size_t kept = 0;
    for (uintptr_t i = 0; i < 100; ++i) {
      if (cache.Give(Hi(i), k16MiB, bytes)) kept += bytes;
    }
    EXPECT_GT(kept, 0u);
    EXPECT_LE(kept, kLargeCacheBytes);
    // Room again.
    EXPECT_NE(cache.Take(k16MiB), 0u);
    EXPECT_TRUE(cache.Give(Hi(1000), k16MiB, bytes));
    EXPECT_FALSE(cache.Give(Hi(1001), k16MiB, bytes));
  }
  LargeCache cache{};
  EXPECT_FALSE(cache.Give(Hi(1), k16MiB, kLargeCacheRange + 1));
  EXPECT_FALSE(cache.Give(Hi(1), 32, 64 * kKiB));
  EXPECT_EQ(cache.TakeAny(), 0u);
}

// One gives and takes, another one takes: nothing is had twice or lost.
TEST(LargeCacheTest, OthersTakeOut) {
  constexpr uintptr_t kRanges = 64;
  LargeCache cache{};
  std::atomic<bool> inside[kRanges] = {};
  std::atomic<int> wrong{0}, taken{0};
  auto take = [&](uintptr_t hi) {
    if (!inside[(hi - Hi(0)) / kStackAlign].exchange(false)) ++wrong;
  };
  std::atomic<bool> done{false};
  std::thread other([&] {
    while (!done) {
      const uintptr_t hi = cache.TakeAny();
      if (hi == 0) continue;
      take(hi);
      ++taken;
    }
  });
  // Until the other one has met enough, or (on one processor) will not.
  for (uintptr_t i = 0; i < 3000000 && taken < 30000; ++i) {
    const uintptr_t n = i % kRanges;
    if (!inside[n].exchange(true) && !cache.Give(Hi(n), k64KiB, 64 * kKiB)) {
      inside[n] = false;
    }
    const uintptr_t hi = cache.Take(k64KiB);
    if (hi != 0) take(hi);
  }
  done = true;
  other.join();
  while (const uintptr_t hi = cache.TakeAny()) take(hi);
  EXPECT_EQ(wrong, 0);
  for (const std::atomic<bool>& lost : inside) EXPECT_FALSE(lost);
}

}  // namespace
}  // namespace pagurus
