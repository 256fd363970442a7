// What is visited as a root, and what is not: frames with hand-written maps.
#include "runtime/roots.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/pagurus_world.h"
#include "runtime/sched/native.h"
#include "runtime/sched/stop_world.h"
#include "runtime/testing/harness.h"
#include "runtime/timers/timers.h"
#include "runtime/trace/event.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

constexpr uintptr_t kDead = 0x1111000000001111;
constexpr uintptr_t kLive = 0x2222000000002222;

using Words = std::vector<uintptr_t>;

Words Visited(unsigned part = 0, unsigned parts = 1) {
  Words words;
  pag_visit_roots(
      part, parts,
      [](void* arg, uintptr_t word) {
        static_cast<Words*>(arg)->push_back(word);
      },
      &words);
  return words;
}

long Count(const Words& words, uintptr_t word) {
  return std::count(words.begin(), words.end(), word);
}

// As native code that managed code has called.
void Look(void* arg) {
  pag_stop_world();
  *static_cast<Words*>(arg) = Visited();
  pag_start_world();
}

class RootsTest : public ::testing::Test {
 protected:
  WithSwitches switches_{""};
};

TEST_F(RootsTest, LiveHomesOfAGoroutineInNativeCode) {
  Words words;
  OnGoroutine(t_references, kDead, kLive, Look, &words);
  EXPECT_EQ(Count(words, kLive), 1);
  EXPECT_EQ(Count(words, kDead), 0);
}

TEST_F(RootsTest, LiveHomesOfACallback) {
  Words words;
  t_references(kDead, kLive, Look, &words);
  EXPECT_EQ(Count(words, kLive), 1);
  EXPECT_EQ(Count(words, kDead), 0);
}

// Goroutine, native code, callback, native code: both segments, and each once.
struct Nested {
  Words words;
  uintptr_t word;
};
void CallBack(void* arg) {
  auto* nested = static_cast<Nested*>(arg);
  t_references(kDead, nested->word, Look, &nested->words);
}
TEST_F(RootsTest, CallbacksOnTopOfAGoroutine) {
  Nested nested{{}, kLive + 1};
  OnGoroutine(t_references, kDead, kLive, CallBack, &nested);
  EXPECT_EQ(Count(nested.words, kLive), 1);
  EXPECT_EQ(Count(nested.words, kLive + 1), 1);
  EXPECT_EQ(Count(nested.words, kDead), 0);
}

TEST_F(RootsTest, NothingIsLeftAfterwards) {
  Words words;
  OnGoroutine(t_references, kDead, kLive, Look, &words);
  t_references(kDead, kLive, Look, &words);
  Look(&words);
  EXPECT_EQ(Count(words, kLive), 0);
}

// Each part of the goroutines is visited by one of two.
TEST_F(RootsTest, PartsAreDisjoint) {
  struct Parts {
    Words one, two;
  } parts;
  OnGoroutine(
      t_references, kDead, kLive,
      +[](void* arg) {
        auto* parts = static_cast<Parts*>(arg);
        pag_stop_world();
        parts->one = Visited(0, 2);
        parts->two = Visited(1, 2);
        pag_start_world();
      },
      &parts);
  EXPECT_EQ(Count(parts.one, kLive) + Count(parts.two, kLive), 1);
}

// A thread stops at a check or a poll of a callback while another one looks.
void LookWhileItRests(void (*enter)(), Words* words) {
  std::atomic<M*> m{nullptr};
  pag_stop_world();
  std::thread thread([&] {
    AttachThread();
    m = pag_tls.m;
    // The world is stopped: without this it would not be let in.
    pag_tls.callback_guard = GuardWord(0);
    enter();
  });
  while (m.load() == nullptr || m.load()->rests.load() == 0) {
    std::this_thread::yield();
  }
  *words = Visited();
  pag_start_world();
  thread.join();
}

void Nothing(void*) {}

TEST_F(RootsTest, ArgumentsAtACheck) {
  Words words;
  LookWhileItRests(
      [] { t_references_at_check(kLive, kLive + 1, Nothing, nullptr); },
      &words);
  EXPECT_EQ(Count(words, kLive), 1);
  EXPECT_EQ(Count(words, kLive + 1), 1);
}

TEST_F(RootsTest, LiveHomesAtAPoll) {
  Words words;
  LookWhileItRests([] { t_references_at_poll(kDead, kLive); }, &words);
  EXPECT_EQ(Count(words, kLive), 1);
  EXPECT_EQ(Count(words, kDead), 0);
}

// The functions are given them; native code that calls them has kept them.
TEST_F(RootsTest, ArgumentsOfACallbackThatIsNotLetIn) {
  Words words;
  std::atomic<M*> m{nullptr};
  pag_stop_world();
  std::thread thread([&] {
    AttachThread();
    m = pag_tls.m;
    t_references(kLive, kLive + 1, Nothing, nullptr);
  });
  while (m.load() == nullptr || m.load()->rests.load() == 0) {
    std::this_thread::yield();
  }
  words = Visited();
  pag_start_world();
  thread.join();
  EXPECT_EQ(Count(words, kLive), 1);
  EXPECT_EQ(Count(words, kLive + 1), 1);
}

TEST_F(RootsTest, ArgumentOfAGoroutineThatHasNotStarted) {
  static long ran;
  ran = 0;
  Words before;
  OnGoroutine(
      +[](Words* words) {
        pag_go([](void*) { ++ran; }, reinterpret_cast<void*>(kLive));
        Look(words);
        EXPECT_EQ(Count(*words, kLive), 1);
        return 0L;
      },
      &before);
  testing::ScheduleUntil(&ran);
  Words after;
  Look(&after);
  EXPECT_EQ(Count(after, kLive), 0) << "it has started, and ended";
}

// What the runtime calls may wait for who stops the world, and only native code
// has its argument.
TEST_F(RootsTest, ArgumentOfAFunctionThatTheRuntimeCalls) {
  static std::atomic<int> step;
  step = 0;
  static pag_timer timer;
  pag_timer_start(
      &timer, 0, 0, PAG_TIMER_CALL,
      [](void*) {
        step = 1;
        while (step.load() != 2) std::this_thread::yield();
      },
      reinterpret_cast<void*>(kLive));
  while (step.load() != 1) std::this_thread::yield();
  Words words;
  Look(&words);
  EXPECT_EQ(Count(words, kLive), 1);
  step = 2;
  while (AnyTimer()) std::this_thread::yield();
  Look(&words);
  EXPECT_EQ(Count(words, kLive), 0);
}

TEST_F(RootsTest, TimersArguments) {
  static pag_timer timer;
  Words words;
  pag_timer_start(&timer, int64_t{1} << 50, 0, PAG_TIMER_GO, Nothing,
                  reinterpret_cast<void*>(kLive));
  Look(&words);
  EXPECT_EQ(Count(words, kLive), 1);
  pag_timer_stop(&timer);
  Look(&words);
  EXPECT_EQ(Count(words, kLive), 0);
}

TEST_F(RootsTest, BuffersOfTypedChannels) {
  static constexpr uint64_t kRefs[] = {2};
  static const pag_type type = {16, kRefs, "pair", nullptr, {}};
  pag_chan* ch = pag_chan_make_typed(&type, 3);
  Words words;
  for (uintptr_t i = 0; i < 5; ++i) {
    const uintptr_t element[] = {kDead, kLive + i};
    EXPECT_EQ(pag_chan_try_send(ch, element), PAG_DONE);
    // Around the ring's end, with one element, and two.
    if (i % 2 == 0) continue;
    EXPECT_EQ(pag_chan_try_recv(ch, nullptr), PAG_DONE);
    if (i == 3) EXPECT_EQ(pag_chan_try_recv(ch, nullptr), PAG_DONE);
  }
  Look(&words);
  EXPECT_EQ(Count(words, kLive + 2), 0);
  EXPECT_EQ(Count(words, kLive + 3), 1);
  EXPECT_EQ(Count(words, kLive + 4), 1);
  EXPECT_EQ(Count(words, kDead), 0);
  pag_chan_free(ch);
  Look(&words);
  EXPECT_EQ(Count(words, kLive + 4), 0);
}

// --- stopping ---

TEST_F(RootsTest, OperationsOfOtherThreadsWait) {
  pag_chan* ch = pag_chan_make(8, 1);
  std::atomic<bool> sends{false};
  pag_stop_world();
  std::thread thread([&] {
    const long element = 7;
    sends = true;
    pag_chan_try_send(ch, &element);
  });
  while (!sends) std::this_thread::yield();
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(pag_chan_len(ch), 0u);
    std::this_thread::yield();
  }
  pag_start_world();
  thread.join();
  EXPECT_EQ(pag_chan_len(ch), 1u);
  pag_chan_free(ch);
}

TEST_F(RootsTest, OneStopsAfterTheOther) {
  // This thread has the only P, and no goroutine in whose name it is taken.
  HandOff(ReleaseP(pag_tls.m, kTraceYields));
  std::atomic<int> stopped{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        pag_stop_world();
        EXPECT_EQ(stopped.fetch_add(1), 0);
        EXPECT_EQ(stopped.fetch_sub(1), 1);
        pag_start_world();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EnsureP();
}

TEST(RootsDeathTest, Misuse) {
  const WithSwitches switches("");
  EXPECT_EXIT(pag_start_world(), ::testing::ExitedWithCode(2),
              "started by a thread that has not stopped it");
  EXPECT_EXIT((pag_stop_world(), pag_stop_world()),
              ::testing::ExitedWithCode(2), "stopped twice by one thread");
  EXPECT_EXIT((pag_stop_world(), t_poisoned()), ::testing::ExitedWithCode(2),
              "managed code is called by the thread that has stopped");
}

}  // namespace
}  // namespace pagurus
