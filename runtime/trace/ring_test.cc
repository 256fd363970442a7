#include "runtime/trace/ring.h"

#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace pagurus {
namespace {

TraceEvent Numbered(uint64_t n) {
  TraceEvent event = {};
  event.g = n;
  event.words[2] = ~n;
  return event;
}

TEST(TraceRingTest, FirstInFirstOut) {
  auto ring = std::make_unique<TraceRing>();
  TraceEvent event;
  EXPECT_TRUE(ring->empty());
  EXPECT_FALSE(ring->Take(&event));
  // Several times round.
  for (uint64_t n = 0; n < 5 * TraceRing::kSlots; n += 2) {
    EXPECT_EQ(ring->Put(Numbered(n)), n + 1);
    EXPECT_EQ(ring->Put(Numbered(n + 1)), n + 2);
    ASSERT_TRUE(ring->Take(&event));
    EXPECT_EQ(event.g, n);
    ASSERT_TRUE(ring->Take(&event));
    EXPECT_EQ(event.g, n + 1);
    EXPECT_FALSE(ring->Take(&event));
  }
}

TEST(TraceRingTest, NothingIsOverwritten) {
  auto ring = std::make_unique<TraceRing>();
  for (uint64_t n = 0; n < TraceRing::kSlots; ++n) {
    ASSERT_NE(ring->Put(Numbered(n)), 0u);
  }
  EXPECT_EQ(ring->Put(Numbered(99)), 0u);
  TraceEvent event;
  ASSERT_TRUE(ring->Take(&event));
  EXPECT_EQ(event.g, 0u);
  EXPECT_NE(ring->Put(Numbered(TraceRing::kSlots)), 0u);
  EXPECT_EQ(ring->Put(Numbered(99)), 0u);
  for (uint64_t n = 1; n <= TraceRing::kSlots; ++n) {
    ASSERT_TRUE(ring->Take(&event));
    EXPECT_EQ(event.g, n);
  }
  EXPECT_TRUE(ring->empty());
}

TEST(TraceRingTest, ManyThreads) {
  constexpr uint64_t kThreads = 3;
  constexpr uint64_t kEach = 50000;
  auto ring = std::make_unique<TraceRing>();
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&ring, t] {
      for (uint64_t n = 0; n < kEach; ++n) {
        while (ring->Put(Numbered(t << 32 | n)) == 0) std::this_thread::yield();
      }
    });
  }
  uint64_t next[kThreads] = {};
  TraceEvent event;
  for (uint64_t n = 0; n < kThreads * kEach;) {
    if (!ring->Take(&event)) {
      std::this_thread::yield();
      continue;
    }
    ++n;
    const uint64_t t = event.g >> 32;
    ASSERT_LT(t, kThreads);
    // Whole, and each thread's in its order.
    EXPECT_EQ(event.words[2], ~event.g);
    EXPECT_EQ(event.g & 0xffffffff, next[t]++);
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(ring->empty());
}

}  // namespace
}  // namespace pagurus
