#include "runtime/sync/parking.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <vector>

namespace pagurus {
namespace {

TEST(ParkingTest, RemovingTwiceIsHarmless) {
  Bucket bucket;
  int a = 0;
  Waiter w{};
  w.owner = &a;
  EXPECT_EQ(FirstWaiter(&bucket, &a), nullptr);
  LinkLast(&bucket, &w);
  EXPECT_EQ(FirstWaiter(&bucket, &a), &w);
  EXPECT_EQ(FirstWaiter(&bucket, &bucket), nullptr);
  RemoveWaiter(&bucket, &w);
  RemoveWaiter(&bucket, &w);
  EXPECT_EQ(FirstWaiter(&bucket, &a), nullptr);
  EXPECT_EQ(bucket.first, nullptr);
}

// Takes the first of each address until there are none.
std::vector<Waiter*> Drain(Bucket* bucket, const void* address) {
  std::vector<Waiter*> waiters;
  while (Waiter* w = FirstWaiter(bucket, address)) {
    waiters.push_back(w);
    RemoveWaiter(bucket, w);
    EXPECT_FALSE(w->queued);
  }
  return waiters;
}

// Many waiters at few addresses that share a bucket, against a model.
TEST(ParkingTest, KeepsTheOrderOfEachAddress) {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    Bucket bucket;
    char addresses[5];
    std::deque<Waiter*> model[5];
    std::vector<Waiter> waiters(1 + random() % 40);
    for (Waiter& w : waiters) {
      w = Waiter{};
      const size_t a = random() % 5;
      w.owner = &addresses[a];
      if (random() % 4 == 0) {
        LinkFirst(&bucket, &w);
        model[a].push_front(&w);
      } else {
        LinkLast(&bucket, &w);
        model[a].push_back(&w);
      }
      if (random() % 3 != 0) continue;
      // One of these goes, from wherever it is.
      auto& queue = model[random() % 5];
      if (queue.empty()) continue;
      const auto victim =
          queue.begin() + static_cast<int>(random() % queue.size());
      RemoveWaiter(&bucket, *victim);
      queue.erase(victim);
    }
    for (size_t a = 0; a < 5; ++a) {
      const std::vector<Waiter*> expected(model[a].begin(), model[a].end());
      EXPECT_EQ(Drain(&bucket, &addresses[a]), expected);
    }
    EXPECT_EQ(bucket.first, nullptr);
  }
}

// A shared waiter that somebody else has claimed goes out but is not woken.
TEST(ParkingTest, TakesOnlyWhatItCanClaim) {
  Bucket bucket;
  G first{}, second{};
  for (G* g : {&first, &second}) {
    g->waiter.g = g;
    g->waiter.owner = &bucket;
    g->waiter.ticket = NewTicket(g);
    LinkLast(&bucket, &g->waiter);
  }
  ASSERT_TRUE(Claim(&first, first.waiter.ticket));
  EXPECT_FALSE(TakeWaiter(&bucket, &first.waiter));
  EXPECT_FALSE(first.waiter.done);
  EXPECT_EQ(FirstWaiter(&bucket, &bucket), &second.waiter);
  EXPECT_TRUE(TakeWaiter(&bucket, &second.waiter));
  EXPECT_TRUE(second.waiter.done);
  EXPECT_FALSE(Claim(&second, second.waiter.ticket));
  EXPECT_EQ(bucket.first, nullptr);
}

}  // namespace
}  // namespace pagurus
