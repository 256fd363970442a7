#include "gc/waits.h"

#include <gtest/gtest.h>

#include <deque>

#include "gc/assist.h"
#include "gc/pacer.h"
#include "gc/testing/harness.h"
#include "runtime/proc.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/sched.h"
#include "runtime/testing/harness.h"
#include "runtime/timers/timers.h"

// Managed code, as managed code calls it.
extern "C" void __pag_await_heap();

namespace pagurus {
namespace {

using testing::New;
using testing::OnGoroutine;
using testing::Word;

constexpr uint64_t kFirst[] = {1};
const pag_type list_type = {64, kFirst, "list", nullptr, {}};

// A cycle in which more has been allocated than is marked, but not so much that
// who allocates waits for its end.
class WaitsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    heap.Init();
    uintptr_t list = 0;
    for (int i = 0; i < 20000; ++i) {
      const uintptr_t object = New(shared_cache, list_type);
      Word(object, 0) = list;
      list = object;
    }
    testing::Collect({list});
    heap.StartCycle(&work_);
    pacer.NoteAllocated(uint64_t{1} << 20);
    ASSERT_NE(pacer.Behind(0), 0u);
    ASSERT_FALSE(pacer.Overrun());
  }
  void TearDown() override {
    CloseAssists();
    Marker(&work_).Drain();
    heap.PauseMarking();
    heap.EndMarking();
    heap.FinishCycle(&work_);
    heap.FinishSweep();
  }

  // A new object that is not marked: what is allocated meanwhile is black.
  static uintptr_t Unmarked() {
    const uintptr_t object = New(shared_cache, list_type);
    Span* s = pages.SpanAt(object);
    s->marks()[s->CellAt(object) / 64] = {};
    return object;
  }

  // Goroutines that wait as who allocates does.
  void Begin(size_t n) {
    for (size_t i = 0; i < n; ++i) {
      calls_.push_back({reinterpret_cast<void*>(t_straight),
                        {(long)__pag_await_heap},
                        0,
                        0});
      Ready(NewG(t_invoke, &calls_.back()));
    }
    RunOthers();
  }
  // Until they wait or have ended, as whoever runs next is chosen at random.
  static void RunOthers() { OnGoroutine(t_yield, 1000L); }
  // The timer's time comes.
  static void Elapse() {
    AdvanceTime(Nanotime() + kMarkersWait);
    RunTimers(Nanotime());
    RunOthers();
  }
  size_t Done() const {
    size_t n = 0;
    for (const TestInvocation& call : calls_) n += call.done != 0;
    return n;
  }

  // Time goes on when the test says so.
  testing::WithSwitches switches_{"sched=1"};
  MarkWork work_{1, true};
  std::deque<TestInvocation> calls_;
};

// They do not wake up to find that nothing has changed, whose turns would cost
// what there is to wait for.
TEST_F(WaitsTest, GoroutinesWaitUntilThereIsAReason) {
  Begin(5);
  // The timer has looked, more than once.
  for (int i = 0; i < 20; ++i) Elapse();
  EXPECT_EQ(Done(), 0u);
  CloseAssists();
  Elapse();
  EXPECT_EQ(Done(), 5u);
  // The list is good for the next ones.
  OpenAssists(&work_);
  Begin(3);
  EXPECT_EQ(Done(), 5u);
  CloseAssists();
  Elapse();
  EXPECT_EQ(Done(), 8u);
}

// As many as there is something to mark for; the others wait on.
TEST_F(WaitsTest, SomeGoOnWhenThereIsSomethingToMark) {
  Begin(5);
  Marker marker(&work_, Marker::kBeside);
  marker.Mark(Unmarked());
  marker.Leave();
  ASSERT_EQ(work_.chunks(), 1u);
  Elapse();
  EXPECT_EQ(Done(), 1u);
  // Nothing of it is left.
  Marker other(&work_, Marker::kBeside);
  EXPECT_FALSE(other.DrainSome(5));
  other.Leave();
  for (int i = 0; i < 5; ++i) Elapse();
  EXPECT_EQ(Done(), 1u);
}

// A marker that has much but has not been asked since keeps it to itself.
TEST_F(WaitsTest, WhoWaitsGoesOnAskingMarkersForSome) {
  Begin(3);
  Marker marker(&work_, Marker::kBeside);
  for (int i = 0; i < 400; ++i) marker.Mark(Unmarked());
  // Shares once, and takes that back, as nobody else has.
  ASSERT_TRUE(marker.DrainSome(300));
  while (work_.HasGray()) ASSERT_TRUE(marker.DrainSome(1));
  Elapse();
  EXPECT_EQ(Done(), 0u);
  // Less than a chunk, which would not ask.
  for (int i = 0; i < 300; ++i) marker.Mark(Unmarked());
  ASSERT_TRUE(marker.DrainSome(200));
  EXPECT_TRUE(work_.HasGray());
  marker.Leave();
}

TEST_F(WaitsTest, TheyGoOnWhenEnoughHasBeenMarked) {
  Begin(2);
  work_.Count(uint64_t{1} << 40, 0);
  Elapse();
  EXPECT_EQ(Done(), 2u);
}

// Whoever wakes them cannot be stopped meanwhile: thousands in one go kept
// collections from pausing for milliseconds.
TEST_F(WaitsTest, ManyGoOnInSeveralGoes) {
  Begin(300);
  CloseAssists();
  Elapse();
  EXPECT_GT(Done(), 0u);
  EXPECT_LE(Done(), 150u);
  for (int i = 0; i < 5; ++i) Elapse();
  EXPECT_EQ(Done(), 300u);
}

// However many wait: what is asked is for how long allocation stood still.
TEST(WaitsOfSeveralTest, CountOnce) {
  // Nobody waits now, nor will before all these have passed.
  const int64_t t = RealNanotime();
  const uint64_t before = WaitedNs();
  NoteWait(t, t + 100);
  NoteWait(t, t + 100);
  EXPECT_EQ(WaitedNs() - before, 100u);
  NoteWait(t + 50, t + 150);
  NoteWait(t + 60, t + 140);
  EXPECT_EQ(WaitedNs() - before, 150u);
  NoteWait(t + 200, t + 210);
  EXPECT_EQ(WaitedNs() - before, 160u);
}

}  // namespace
}  // namespace pagurus
