#include "gc/turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace pagurus {
namespace {

TEST(TurnsTest, OneAtATime) {
  Turns turns;
  long n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 1000; ++k) {
        turns.Take();
        ++n;
        turns.Give();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(n, 4000);
}

TEST(TurnsTest, WhoWaitsComesBeforeWhoWantsItAgain) {
  Turns turns;
  turns.Take();
  for (int i = 0; i < 100; ++i) {
    std::atomic<bool> been{false};
    std::thread thread([&] {
      turns.Take();
      been = true;
      turns.Give();
    });
    while (!turns.wanted()) std::this_thread::yield();
    turns.Give();
    turns.Take();
    EXPECT_TRUE(been);
    EXPECT_FALSE(turns.wanted());
    thread.join();
  }
}

TEST(TurnsTest, AChildHasNobodyWhoWaits) {
  Turns turns;
  turns.Take();
  std::thread thread([&] { turns.Take(); });
  while (!turns.wanted()) std::this_thread::yield();
  turns.Give();
  thread.join();
  // The thread that has it is gone.
  turns.Forget();
  turns.Take();
  EXPECT_FALSE(turns.wanted());
  turns.Give();
}

}  // namespace
}  // namespace pagurus
