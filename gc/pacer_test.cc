#include "gc/pacer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gc/heap.h"
#include "gc/pages.h"

namespace pagurus {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;

class PacerTest : public ::testing::Test {
 protected:
  void SetUp() override { heap.Init(); }
  void TearDown() override { pages.SetLimit(0); }

  // A collection that finds `live` bytes while `meanwhile` are allocated.
  void Collect(Pacer* pacer, uint64_t live, uint64_t meanwhile,
               uint64_t by_assists = 0, uint64_t waited = 0) {
    pacer->StartMarking();
    pacer->NoteAllocated(meanwhile);
    pacer->NoteLive(live, by_assists, waited, 1000);
  }
  // Bytes that are allocated until a collection is due.
  uint64_t Room(Pacer* pacer) {
    uint64_t bytes = 0;
    for (; !pacer->Due(); bytes += kMiB / 16) pacer->NoteAllocated(kMiB / 16);
    return bytes;
  }
};

TEST_F(PacerTest, InAStoppedWorldItIsDueAtTheGoal) {
  Pacer pacer;
  pacer.Init(100, 0, false);
  EXPECT_EQ(Room(&pacer), 4 * kMiB);
  Collect(&pacer, 100 * kMiB, 0);
  EXPECT_EQ(pacer.next(), 200 * kMiB);
  EXPECT_EQ(Room(&pacer), 100 * kMiB);
  EXPECT_FALSE(pacer.Overrun());
  Collect(&pacer, 100 * kMiB, 0);
  pacer.SetPercent(50);
  EXPECT_EQ(Room(&pacer), 50 * kMiB);
}

TEST_F(PacerTest, ItBeginsAsEarlyAsTheLastOneTookLong) {
  Pacer pacer;
  pacer.Init(100, 0, true);
  // A tenth as much is allocated as is marked.
  Collect(&pacer, 100 * kMiB, 10 * kMiB);
  EXPECT_EQ(pacer.live(), 110 * kMiB) << "what is new lives";
  EXPECT_EQ(pacer.next(), 210 * kMiB) << "but may all be garbage by then";
  EXPECT_NEAR(Room(&pacer), 87.5 * kMiB, kMiB);
  // Nothing; but some headroom there is.
  Collect(&pacer, 100 * kMiB, 0);
  EXPECT_NEAR(Room(&pacer), 94 * kMiB, kMiB);
  // Very much; but seven tenths of the budget remain.
  Collect(&pacer, 100 * kMiB, 300 * kMiB);
  EXPECT_NEAR(Room(&pacer), 70 * kMiB, kMiB);
}

// They have held allocation up: without them there would have been more.
TEST_F(PacerTest, AssistsMakeItBeginEarlier) {
  Pacer pacer;
  pacer.Init(100, 0, true);
  Collect(&pacer, 100 * kMiB, 10 * kMiB);
  const uint64_t without = Room(&pacer);
  Collect(&pacer, 100 * kMiB, 10 * kMiB, 60 * kMiB);
  EXPECT_LT(Room(&pacer), without - 10 * kMiB);
}

// Without waiting there would have been more, too.
TEST_F(PacerTest, WaitingMakesItBeginEarlier) {
  Pacer pacer;
  pacer.Init(100, 0, true);
  Collect(&pacer, 100 * kMiB, 10 * kMiB, 0, 500);
  EXPECT_NEAR(Room(&pacer), 75 * kMiB, kMiB);
  // No more than four times as much.
  Collect(&pacer, 100 * kMiB, 5 * kMiB, 0, 1000000);
  EXPECT_NEAR(Room(&pacer), 75 * kMiB, kMiB);
}

// Whatever is allocated while one marks, the heap of a program that keeps as
// much as before stays as it is.
TEST_F(PacerTest, GarbageThatIsAllocatedMeanwhileMakesNoRoomForMore) {
  Pacer pacer;
  pacer.Init(100, 0, true);
  uint64_t most = 0;
  for (int i = 0; i < 20; ++i) {
    const uint64_t before = pacer.live() + Room(&pacer);
    pacer.StartMarking();
    uint64_t meanwhile = 0;
    for (; !pacer.Overrun(); meanwhile += kMiB) pacer.NoteAllocated(kMiB);
    pacer.NoteLive(100 * kMiB, 0, 500, 1000);
    if (i > 1) most = std::max(most, before + meanwhile);
  }
  EXPECT_LT(most, 260 * kMiB);
}

TEST_F(PacerTest, WhoAllocatesTooFastIsBehind) {
  Pacer pacer;
  pacer.Init(100, 0, true);
  Collect(&pacer, 100 * kMiB, 0);
  Room(&pacer);
  pacer.StartMarking();
  EXPECT_EQ(pacer.Behind(0), 0u);
  // Half of what may be allocated meanwhile, and 50 MiB should be marked.
  pacer.NoteAllocated(3 * kMiB);
  EXPECT_NEAR(pacer.Behind(0), 49 * kMiB, 4 * kMiB);
  EXPECT_NEAR(pacer.Behind(30 * kMiB), 19 * kMiB, 4 * kMiB);
  EXPECT_EQ(pacer.Behind(60 * kMiB), 0u);
  // No more than there is.
  pacer.NoteAllocated(3 * kMiB);
  EXPECT_FALSE(pacer.Overrun());
  pacer.NoteAllocated(30 * kMiB);
  EXPECT_TRUE(pacer.Overrun());
  EXPECT_EQ(pacer.Behind(60 * kMiB), 40 * kMiB);
  // More is marked than there was: then all may live that was allocated.
  EXPECT_GT(pacer.Behind(110 * kMiB), 60 * kMiB);
  pacer.NoteLive(100 * kMiB, 0, 0, 0);
  EXPECT_FALSE(pacer.Overrun());
  EXPECT_FALSE(pacer.Due());
}

TEST_F(PacerTest, WhatIsAskedForEarlyHasTheMoreRoom) {
  Pacer pacer;
  pacer.Init(100, 0, true);
  Collect(&pacer, 100 * kMiB, 0);
  pacer.StartMarking();
  pacer.NoteAllocated(10 * kMiB);
  EXPECT_NEAR(pacer.Behind(0), 10 * kMiB, kMiB);
}

TEST_F(PacerTest, NeverWithoutAPercentageButAtTheLimit) {
  Pacer pacer;
  pacer.Init(-1, 0, true);
  pacer.NoteAllocated(uint64_t{1} << 40);
  EXPECT_FALSE(pacer.Due());
  EXPECT_FALSE(pacer.Overrun());
  Collect(&pacer, 100 * kMiB, 0);
  pacer.SetLimit(120 * kMiB);
  EXPECT_LE(Room(&pacer), 10 * kMiB);
}

}  // namespace
}  // namespace pagurus
