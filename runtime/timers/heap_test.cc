#include "runtime/timers/heap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace pagurus {
namespace {

std::vector<int64_t> Drain(TimerHeap* heap) {
  std::vector<int64_t> times;
  while (!heap->empty()) {
    Timer* timer = heap->first();
    times.push_back(timer->when);
    heap->Remove(timer);
    EXPECT_EQ(timer->place, 0u);
  }
  return times;
}

TEST(TimerHeapTest, GivesTimersInOrderOfTheirTimes) {
  std::mt19937 random(1);
  for (size_t n : {1, 2, 4, 5, 6, 21, 22, 1000}) {
    std::vector<Timer> timers(n);
    TimerHeap heap;
    for (Timer& timer : timers) {
      timer.when = static_cast<int64_t>(random() % (2 * n));
      ASSERT_TRUE(heap.Push(&timer));
    }
    const std::vector<int64_t> times = Drain(&heap);
    EXPECT_EQ(times.size(), n);
    EXPECT_TRUE(std::is_sorted(times.begin(), times.end())) << n;
  }
}

TEST(TimerHeapTest, RemovesFromAnywhereAndPutsOff) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    std::vector<Timer> timers(1 + random() % 100);
    TimerHeap heap;
    std::vector<int64_t> left;
    for (Timer& timer : timers) {
      timer.when = static_cast<int64_t>(random() % 50);
      ASSERT_TRUE(heap.Push(&timer));
    }
    for (Timer& timer : timers) {
      switch (random() % 3) {
        case 0:
          heap.Remove(&timer);
          EXPECT_EQ(timer.place, 0u);
          break;
        case 1:
          timer.when += static_cast<int64_t>(random() % 50);
          heap.Later(&timer);
          [[fallthrough]];
        default:
          left.push_back(timer.when);
      }
    }
    std::sort(left.begin(), left.end());
    EXPECT_EQ(Drain(&heap), left);
  }
}

TEST(TimerHeapTest, GrowsAndKeepsPlaces) {
  constexpr size_t kMany = 100000;
  std::vector<Timer> timers(kMany);
  TimerHeap heap;
  for (size_t i = 0; i < kMany; ++i) {
    timers[i].when = static_cast<int64_t>(kMany - i);
    ASSERT_TRUE(heap.Push(&timers[i]));
  }
  EXPECT_EQ(heap.size(), kMany);
  EXPECT_EQ(heap.first(), &timers[kMany - 1]);
  for (size_t i = 1; i < kMany; i += 2) heap.Remove(&timers[i]);
  const std::vector<int64_t> times = Drain(&heap);
  EXPECT_EQ(times.size(), kMany / 2);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
}

}  // namespace
}  // namespace pagurus
