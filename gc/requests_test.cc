#include "gc/requests.h"

#include <gtest/gtest.h>

#include <thread>

#include "runtime/pagurus_world.h"
#include "runtime/sched/deadlock.h"

namespace pagurus {
namespace {

bool Due() { return true; }
bool NotDue() { return false; }

constexpr auto kMemory = CollectReason::kMemory;
constexpr auto kDue = CollectReason::kDue;
constexpr auto kBehind = CollectReason::kBehind;

TEST(RequestsTest, WhatIsDueIsAskedForOnce) {
  Requests requests;
  const int before = work_elsewhere.load();
  EXPECT_TRUE(requests.Ask(kDue, Due));
  EXPECT_TRUE(requests.Ask(kDue, Due));
  EXPECT_EQ(work_elsewhere.load(), before + 1);
  requests.Await();
  requests.Start();
  requests.End();
  pag_note_work(-1);
}

// It was behind in a collection that has ended since: nobody makes another.
TEST(RequestsTest, NobodyWaitsForOneThatNobodyAskedFor) {
  Requests requests;
  const int before = work_elsewhere.load();
  EXPECT_TRUE(requests.Ask(kBehind, NotDue));
  EXPECT_EQ(work_elsewhere.load(), before);
}

TEST(RequestsTest, WhoIsBehindWaitsForTheOneThatRuns) {
  Requests requests;
  requests.Ask(kDue, Due);
  requests.Start();
  static std::atomic<bool> asks;
  asks = false;
  std::atomic<bool> back{false};
  std::thread thread([&] {
    requests.Ask(kBehind, [] { return asks = true; });
    back = true;
  });
  // Later it would ask for the next one.
  while (!asks) std::this_thread::yield();
  EXPECT_FALSE(back.load());
  requests.End();
  thread.join();
  pag_note_work(-1);
}

TEST(RequestsTest, MemoryIsLookedForInOneThatStartsLater) {
  Requests requests;
  const int before = work_elsewhere.load();
  requests.Ask(kDue, Due);
  requests.Start();
  std::atomic<bool> back{false};
  std::thread thread([&] {
    requests.Ask(kMemory, NotDue);
    back = true;
  });
  while (work_elsewhere.load() != before + 2) std::this_thread::yield();
  requests.End();
  std::this_thread::yield();
  EXPECT_FALSE(back.load());
  requests.Await();
  requests.Start();
  requests.End();
  thread.join();
  pag_note_work(-2);
}

TEST(RequestsTest, WithoutACollectorNobodyWaits) {
  Requests requests;
  const int before = work_elsewhere.load();
  bool collector = true;
  std::thread thread([&] { collector = requests.Ask(kMemory, NotDue); });
  while (work_elsewhere.load() != before + 1) std::this_thread::yield();
  requests.GiveUp();
  thread.join();
  EXPECT_FALSE(collector);
  EXPECT_EQ(work_elsewhere.load(), before);
  // Nor do those who believed that there is one.
  EXPECT_FALSE(requests.Ask(kMemory, NotDue));
  EXPECT_FALSE(requests.Ask(kDue, Due));
  EXPECT_FALSE(requests.Ask(kBehind, Due));
  EXPECT_EQ(work_elsewhere.load(), before);
}

TEST(RequestsTest, AChildHasNothingToDo) {
  Requests requests;
  requests.Ask(kDue, Due);
  requests.Start();
  requests.Forget();
  std::atomic<bool> back{false};
  std::thread thread([&] {
    requests.Await();
    back = true;
  });
  std::this_thread::yield();
  EXPECT_FALSE(back.load());
  requests.Ask(kDue, Due);
  thread.join();
  pag_note_work(-2);
}

}  // namespace
}  // namespace pagurus
