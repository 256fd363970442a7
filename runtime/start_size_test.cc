// Learned sizes of first stacks, with made-up goroutines.
#include "runtime/start_size.h"

#include "gtest/gtest.h"

namespace pagurus {
namespace {

class StartSizeTest : public ::testing::Test {
 protected:
  StartSizeTest() : switches_(switches) { Forget(); }
  ~StartSizeTest() override {
    switches = switches_;
    Forget();
  }

  static void Forget() {
    for (StartEntry& entry : start_entries) {
      entry.above_minimum = 0;
      entry.counts = 0;
    }
  }

  // A goroutine that needs `need` bytes starts; returns what it starts with.
  size_t Start(StartFn fn) {
    if (CountStart(&stats_)) SampleStart(fn, &stats_);
    return StartSize(fn);
  }
  // It grows as far as it has to.
  size_t Grow(StartFn fn, size_t size, size_t need) {
    for (; size < need; size *= 2) {
      LearnGrowth(fn, size);
      ++grows_;
    }
    return size;
  }
  void End(StartFn fn, size_t size) {
    if (CountEnd(&stats_)) SampleEnd(fn, size, &stats_);
  }
  void Run(StartFn fn, size_t need) { End(fn, Grow(fn, Start(fn), need)); }

  Stats stats_;
  int grows_ = 0;

 private:
  const Switches switches_;
};

void Function(void*) {}
// One with an entry of its own.
StartFn Other() {
  return reinterpret_cast<StartFn>(reinterpret_cast<uintptr_t>(Function) + 64);
}

TEST_F(StartSizeTest, FindsWhatAllNeed) {
  for (int i = 0; i < 100; ++i) Run(Function, 8000);
  EXPECT_EQ(StartSize(Function), 8192u);
  EXPECT_EQ(StartSize(Other()), switches.minstack);
  const int before = grows_;
  for (int i = 0; i < 1000; ++i) Run(Function, 8000);
  EXPECT_EQ(grows_, before);
}

TEST_F(StartSizeTest, LearnsFromGoroutinesThatNeverEnd) {
  for (int i = 0; i < 100; ++i) Grow(Function, Start(Function), 4000);
  EXPECT_EQ(StartSize(Function), 4096u);
}

TEST_F(StartSizeTest, AFewLargeOnesDoNotCount) {
  for (int i = 0; i < 200000; ++i) {
    Run(Function, i % 10 == 9 ? 30000 : 1000);
    ASSERT_EQ(StartSize(Function), switches.minstack) << i;
  }
}

TEST_F(StartSizeTest, HalfOfThemDo) {
  for (int i = 0; i < 2000; ++i) Run(Function, i % 2 != 0 ? 15000 : 1000);
  EXPECT_EQ(StartSize(Function), 16384u);
}

TEST_F(StartSizeTest, IsBounded) {
  for (int i = 0; i < 1000; ++i) Run(Function, size_t{1} << 20);
  EXPECT_EQ(StartSize(Function), kLargestStart);
  Forget();
  switches.maxstack = 8192;
  for (int i = 0; i < 1000; ++i) Run(Function, 8192);
  EXPECT_EQ(StartSize(Function), 8192u);
  for (int i = 0; i < 1000; ++i) Run(Function, 1 << 20);
  EXPECT_EQ(StartSize(Function), 8192u);
}

TEST_F(StartSizeTest, Forgets) {
  for (int i = 0; i < 1000; ++i) Run(Function, 8000);
  for (int i = 0; i < 100000; ++i) Run(Function, 1000);
  EXPECT_EQ(StartSize(Function), switches.minstack);
}

// Trials that fail become rare.
TEST_F(StartSizeTest, TriesLessAndLess) {
  for (int i = 0; i < 2000000; ++i) Run(Function, 8000);
  const int before = grows_;
  for (int i = 0; i < 1000000; ++i) Run(Function, 8000);
  EXPECT_LT(grows_ - before, 500);
}

TEST_F(StartSizeTest, CountsWhatItSaved) {
  for (int i = 0; i < 100000; ++i) Run(Function, 8000);
  EXPECT_NEAR(double(uint64_t{stats_.starts_above_minimum}), 100000, 10000);
  EXPECT_NEAR(double(uint64_t{stats_.growths_avoided}), 300000, 30000);
}

TEST_F(StartSizeTest, CanBeSwitchedOff) {
  switches.learn = 0;
  for (int i = 0; i < 1000; ++i) Run(Function, 8000);
  EXPECT_EQ(StartSize(Function), switches.minstack);
  EXPECT_EQ(uint64_t{stats_.starts_above_minimum}, 0u);
}

}  // namespace
}  // namespace pagurus
