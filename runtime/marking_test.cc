// A collector that marks while the program runs sees all that was reachable
// when it began (H6, H7): hand-offs, one by one, behind its back.
#include "runtime/marking.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "runtime/barrier.h"
#include "runtime/copystack.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/pagurus_gc.h"
#include "runtime/pagurus_world.h"
#include "runtime/proc.h"
#include "runtime/sched/claim.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/native.h"
#include "runtime/sync/typed_channels.h"
#include "runtime/testing/harness.h"
#include "runtime/timers/timers.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

constexpr uintptr_t kWord = 0x3333000000003333;
constexpr uint64_t kRefs[] = {1};
const pag_type word_type = {8, kRefs, "word", nullptr, {}};

using Words = std::vector<uintptr_t>;
void Push(void* words, uintptr_t word) {
  static_cast<Words*>(words)->push_back(word);
}

// A cycle, in the steps of pagurus_world.h.
struct Cycle {
  Words running, waiting, noted;

  Cycle() {
    pag_stop_world();
    pag_begin_marking();
    pag_visit_running(Push, &running);
    pag_start_world();
  }
  void Visit(unsigned part = 0, unsigned parts = 1) {
    pag_visit_waiting(part, parts, Push, &waiting);
  }
  void End() {
    pag_stop_world();
    pag_take_notes(Push, &noted);
    pag_end_marking();
    pag_start_world();
  }
  // The program has done something behind its back.
  bool Sees(uintptr_t word) {
    Visit();
    End();
    return Count(running, word) + Count(waiting, word) + Count(noted, word) > 0;
  }
  static long Count(const Words& words, uintptr_t word) {
    return std::count(words.begin(), words.end(), word);
  }
};

// Whether the next whole cycle does.
bool IsRoot(uintptr_t word) {
  Cycle cycle;
  return cycle.Sees(word);
}

// Lets other goroutines run until they wait, or have ended.
void RunOthers() {
  OnGoroutine(+[](long nothing) { return nothing; }, 0L);
}

// Starts a goroutine that does t_receive or t_send.
template <typename Fn>
TestInvocation* Begin(Fn fn, pag_chan* ch, uintptr_t word) {
  // Until the process ends: goroutines still refer to it, where no leak checker
  // looks.
  static auto* const invocations = new std::deque<TestInvocation>;
  invocations->push_back(
      {reinterpret_cast<void*>(fn), {(long)ch, (long)word}, 0, 0});
  TestInvocation* invocation = &invocations->back();
  Ready(NewG(t_invoke, invocation));
  RunOthers();
  return invocation;
}

class MarkingTest : public ::testing::TestWithParam<const char*> {
 protected:
  WithSwitches switches_{GetParam()};
  pag_chan* const untyped_ = pag_chan_make(8, 0);
};
INSTANTIATE_TEST_SUITE_P(Switches, MarkingTest,
                         ::testing::Values("",
                                           "stressmove=1,stressparked=1,"
                                           "verify=1,clobberdead=1"));

// --- goroutines ---

TEST_P(MarkingTest, WhatRunsIsVisitedInThePause) {
  static Cycle* cycle;
  OnGoroutine(
      t_references, uintptr_t{0}, kWord,
      +[](void*) {
        cycle = new Cycle;
        EXPECT_TRUE(IsVisited(pag_tls.m->curg));
        cycle->Visit();
        cycle->End();
      },
      nullptr);
  EXPECT_EQ(Cycle::Count(cycle->running, kWord), 1);
  EXPECT_EQ(Cycle::Count(cycle->waiting, kWord), 0);
  EXPECT_EQ(Cycle::Count(cycle->noted, kWord), 0);
  delete cycle;
}

TEST_P(MarkingTest, WhatWaitsIsVisitedOnceAndOutsideThePause) {
  TestInvocation* call = Begin(t_receive, untyped_, kWord);
  // More than there are epochs.
  for (int i = 0; i < 300; ++i) {
    Cycle cycle;
    cycle.Visit(i % 2, 2);
    RunOthers();
    cycle.Visit(1 - i % 2, 2);
    cycle.Visit();
    cycle.End();
    ASSERT_EQ(Cycle::Count(cycle.running, kWord), 0);
    ASSERT_EQ(Cycle::Count(cycle.waiting, kWord), 1);
    ASSERT_EQ(Cycle::Count(cycle.noted, kWord), 0);
  }
  long element = 7;
  pag_chan_send(untyped_, &element);
  testing::ScheduleUntil(&call->done);
  EXPECT_EQ(call->result, 7);
  EXPECT_FALSE(IsRoot(kWord));
}

TEST_P(MarkingTest, WhoRunsOneThatHasNotBeenVisitedVisitsIt) {
  TestInvocation* call = Begin(t_receive, untyped_, kWord);
  Cycle cycle;
  long element = 7;
  pag_chan_send(untyped_, &element);
  testing::ScheduleUntil(&call->done);
  cycle.Visit();
  cycle.End();
  EXPECT_EQ(Cycle::Count(cycle.noted, kWord), 1);
  EXPECT_EQ(Cycle::Count(cycle.waiting, kWord), 0);
}

TEST_P(MarkingTest, OneThatWaitsAgainIsNotVisitedAgain) {
  TestInvocation* call = Begin(t_receive, untyped_, kWord);
  Cycle cycle;
  cycle.Visit();
  long element = 7;
  pag_chan_send(untyped_, &element);
  testing::ScheduleUntil(&call->done);
  cycle.End();
  EXPECT_EQ(Cycle::Count(cycle.waiting, kWord), 1);
  EXPECT_EQ(Cycle::Count(cycle.noted, kWord), 0);
}

long ended;
void End(void*) { ++ended; }

TEST_P(MarkingTest, ArgumentsOfThoseThatHaveNotStarted) {
  ended = 0;
  OnGoroutine(
      +[](long) {
        pag_go(End, reinterpret_cast<void*>(kWord));
        Cycle waits;
        waits.Visit();
        waits.End();
        EXPECT_EQ(Cycle::Count(waits.waiting, kWord), 1);
        return 0L;
      },
      0L);
  testing::ScheduleUntil(&ended);
  EXPECT_FALSE(IsRoot(kWord));

  static Cycle* cycle;
  ended = 0;
  OnGoroutine(
      +[](long) {
        pag_go(End, reinterpret_cast<void*>(kWord));
        cycle = new Cycle;
        return 0L;
      },
      0L);
  // It starts, and ends: its G may be another one's.
  testing::ScheduleUntil(&ended);
  EXPECT_TRUE(cycle->Sees(kWord));
  delete cycle;
}

TEST_P(MarkingTest, NewOnesAreBornVisited) {
  ended = 0;
  OnGoroutine(
      +[](long) {
        Cycle cycle;
        pag_go(End, reinterpret_cast<void*>(kWord));
        EXPECT_FALSE(cycle.Sees(kWord));
        return 0L;
      },
      0L);
  testing::ScheduleUntil(&ended);
}

G* FindParked() {
  GIterator all;
  while (G* g = all.Next()) {
    if (g->status.load() == GStatus::kWaiting) return g;
  }
  return nullptr;
}

// A mover's claim and a visitor's exclude each other, and both who runs it.
TEST_P(MarkingTest, WaitsForAMover) {
  if (GetParam()[0] != 0) return;  // RunOthers would wait for the claim
  TestInvocation* call = Begin(t_receive, untyped_, kWord);
  G* g = FindParked();
  ASSERT_TRUE(Claim(g));
  Cycle cycle;
  std::atomic<bool> visits{false};
  std::thread visitor([&] {
    pag_note_threads(1);
    visits = true;
    cycle.Visit();
    pag_note_threads(-1);
  });
  while (!visits) std::this_thread::yield();
  for (int i = 0; i < 1000; ++i) {
    ASSERT_FALSE(IsVisited(g));
    std::this_thread::yield();
  }
  ReleaseClaim(g);
  visitor.join();
  cycle.End();
  EXPECT_EQ(Cycle::Count(cycle.waiting, kWord), 1);
  EXPECT_EQ(TryClaim(g), Claimed::kYes) << "the visitor's claim is over";
  ReleaseClaim(g);
  long element = 7;
  pag_chan_send(untyped_, &element);
  testing::ScheduleUntil(&call->done);
}

TEST_P(MarkingTest, AClaimKeepsItsGsEpoch) {
  TestInvocation* call = Begin(t_receive, untyped_, kWord);
  G* g = FindParked();
  Cycle cycle;
  ASSERT_TRUE(Claim(g));
  ReleaseClaim(g);
  EXPECT_FALSE(IsVisited(g));
  EXPECT_TRUE(cycle.Sees(kWord));
  ASSERT_TRUE(Claim(g));
  ReleaseClaim(g);
  EXPECT_TRUE(IsVisited(g));
  long element = 7;
  pag_chan_send(untyped_, &element);
  testing::ScheduleUntil(&call->done);
}

// --- channels ---

TEST_P(MarkingTest, ElementTakenOutOfABuffer) {
  pag_chan* ch = pag_chan_make_typed(&word_type, 3);
  uintptr_t element = kWord;
  pag_chan_send(ch, &element);
  EXPECT_TRUE(IsRoot(kWord));
  Cycle cycle;
  uintptr_t received = 0;
  EXPECT_EQ(pag_chan_recv(ch, &received), PAG_DONE);
  EXPECT_TRUE(cycle.Sees(kWord));
  EXPECT_FALSE(IsRoot(kWord));
  pag_chan_free(ch);
}

// The element of a sender that waits goes into the buffer.
TEST_P(MarkingTest, ElementsOfSendersThatWait) {
  for (const size_t capacity : {0, 1}) {
    pag_chan* ch = pag_chan_make_typed(&word_type, capacity);
    uintptr_t first = 1;
    if (capacity != 0) pag_chan_send(ch, &first);
    TestInvocation* call = Begin(t_send, ch, kWord);
    EXPECT_TRUE(IsRoot(kWord));
    Cycle cycle;
    EXPECT_EQ(pag_chan_recv(ch, &first), PAG_DONE);
    if (capacity != 0) EXPECT_EQ(pag_chan_recv(ch, &first), PAG_DONE);
    EXPECT_EQ(first, kWord);
    testing::ScheduleUntil(&call->done);
    EXPECT_TRUE(cycle.Sees(kWord));
    pag_chan_free(ch);
  }
}

// As threads and selects send: from memory that no goroutine's visit shows.
struct Sender {
  pag_chan* ch;
  pag_chan* other;
  std::thread thread;
  uintptr_t* word = new uintptr_t(kWord);
  int chosen = -1;

  Sender(pag_chan* ch, pag_chan* other, int64_t ns) : ch(ch), other(other) {
    thread = std::thread([this, ns] {
      uintptr_t element;
      pag_case cases[] = {{this->ch, word, PAG_SEND},
                          {this->other, &element, PAG_RECV}};
      chosen = pag_select(cases, 2, ns, nullptr);
    });
    for (;;) {
      pag_stop_world();
      const bool waits = !ch->senders.empty();
      pag_start_world();
      if (waits) break;
      std::this_thread::yield();
    }
  }
  ~Sender() { delete word; }
};

TEST_P(MarkingTest, ElementOfASelectThatIsReceived) {
  for (const size_t capacity : {0, 1}) {
    pag_chan* ch = pag_chan_make_typed(&word_type, capacity);
    uintptr_t element = 1;
    if (capacity != 0) pag_chan_send(ch, &element);
    Sender sender(ch, untyped_, -1);
    EXPECT_TRUE(IsRoot(kWord));
    Cycle cycle;
    EXPECT_EQ(pag_chan_recv(ch, &element), PAG_DONE);
    sender.thread.join();
    EXPECT_EQ(sender.chosen, 0);
    if (capacity != 0) EXPECT_EQ(pag_chan_recv(ch, &element), PAG_DONE);
    EXPECT_EQ(element, kWord);
    EXPECT_TRUE(cycle.Sees(kWord));
    pag_chan_free(ch);
  }
}

TEST_P(MarkingTest, ElementOfASelectThatEndsElsewhere) {
  pag_chan* ch = pag_chan_make_typed(&word_type, 0);
  Sender sender(ch, untyped_, -1);
  Cycle cycle;
  uintptr_t element = 1;
  pag_chan_send(untyped_, &element);
  sender.thread.join();
  EXPECT_EQ(sender.chosen, 1);
  EXPECT_TRUE(cycle.Sees(kWord));
  EXPECT_FALSE(IsRoot(kWord));
  pag_chan_free(ch);
}

// What is received may overwrite a reference.
TEST_P(MarkingTest, ReceivesIntoMemory) {
  pag_chan* ch = pag_chan_make_typed(&word_type, 1);
  uintptr_t element = 1;
  uintptr_t place = kWord;
  {
    pag_chan_send(ch, &element);
    Cycle cycle;
    pag_chan_recv(ch, &place);
    EXPECT_TRUE(cycle.Sees(kWord)) << "from the buffer";
  }
  pag_chan_close(ch);
  {
    place = kWord;
    Cycle cycle;
    EXPECT_EQ(pag_chan_recv(ch, &place), PAG_CLOSED);
    EXPECT_TRUE(cycle.Sees(kWord)) << "zeros";
  }
  pag_chan_free(ch);
  for (const bool closes : {false, true}) {
    ch = pag_chan_make_typed(&word_type, 0);
    place = kWord;
    std::thread receiver([&] { pag_chan_recv(ch, &place); });
    for (bool waits = false; !waits; std::this_thread::yield()) {
      pag_stop_world();
      waits = !ch->receivers.empty();
      pag_start_world();
    }
    Cycle cycle;
    closes ? pag_chan_close(ch) : pag_chan_send(ch, &element);
    receiver.join();
    EXPECT_NE(place, kWord);
    EXPECT_TRUE(cycle.Sees(kWord)) << "as one that waits";
    pag_chan_free(ch);
  }
}

// Who has stopped the world for a reason of its own may walk all stacks,
// although a collector is visiting them, and would make some smaller.
void StopBesideACollector(void*) {
  std::atomic<int> step{0};
  const auto await = [&step](int n) {
    while (step != n) std::this_thread::yield();
  };
  std::atomic<bool> visited{false};
  std::thread collector([&] {
    Cycle cycle;
    step = 1;
    await(2);
    step = 3;
    cycle.Visit();
    visited = true;
    cycle.End();
  });
  await(1);
  pag_stop_world();
  step = 2;
  await(3);
  usleep(20000);
  EXPECT_FALSE(visited);
  pag_start_world();
  collector.join();
  EXPECT_TRUE(visited);
}
TEST_P(MarkingTest, VisitsWaitWhileAnotherThreadHasStoppedTheWorld) {
  OnGoroutine(t_deep_call, 3, StopBesideACollector, nullptr);
}

// Pieces of the visit, and the program in between.
TEST_P(MarkingTest, ChannelsComeAndGoMeanwhile) {
  std::mt19937 random(1);
  std::vector<pag_chan*> channels;
  uintptr_t words = 0;
  const auto add = [&] {
    pag_chan* ch = pag_chan_make_typed(&word_type, random() % 1000 + 1);
    const size_t n = random() % (pag_chan_cap(ch) + 1);
    for (size_t i = 0; i < n; ++i) {
      const uintptr_t word = kWord + ++words;
      pag_chan_send(ch, &word);
    }
    channels.push_back(ch);
  };
  while (channels.size() < 300) add();
  std::vector<bool> seen(words + 1);
  const auto see = +[](void* arg, uintptr_t word) {
    auto* seen = static_cast<std::vector<bool>*>(arg);
    if (word > kWord && word - kWord < seen->size()) {
      (*seen)[word - kWord] = true;
    }
  };
  const RootVisitor visit{see, &seen};
  const size_t n = words;
  Cycle cycle;
  TypedChannelsVisit steps;
  while (steps.Step(visit)) {
    for (int i = 0; i < 3; ++i) {
      pag_chan*& ch = channels[random() % channels.size()];
      uintptr_t word;
      for (size_t k = random() % 20; k > 0; --k) {
        pag_chan_try_recv(ch, &word);
        if (random() % 2) pag_chan_try_send(ch, &word);
      }
      if (random() % 4 != 0) continue;
      // As a program does that is not done with what is in it.
      while (pag_chan_try_recv(ch, &word) == PAG_DONE) {
      }
      pag_chan_free(ch);
      ch = channels.back();
      channels.pop_back();
      if (random() % 2) add();
    }
  }
  pag_stop_world();
  pag_take_notes(see, &seen);
  pag_end_marking();
  pag_start_world();
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), long(n));
  for (pag_chan* ch : channels) pag_chan_free(ch);
}

// Senders whose elements are nobody else's, in front of and behind where the
// visit stands, go in all ways there are.
TEST_P(MarkingTest, ManySendersComeAndGoMeanwhile) {
  constexpr size_t kSenders = 40000, kNew = 100;
  for (const unsigned seed : {1, 2, 3, 4}) {
    std::mt19937 random(seed);
    pag_chan* ch = pag_chan_make_typed(&word_type, 0);
    std::vector<uintptr_t> elements(kSenders + kNew);
    std::vector<Waiter> waiters(kSenders + kNew);
    size_t last = 0;
    const auto add = [&] {
      elements[last] = kWord + last;
      // Threads', as it were, but nobody is woken.
      waiters[last].g = pag_tls.m->g0;
      waiters[last].sends = true;
      Enqueue(ch, &waiters[last], &elements[last]);
      ++last;
    };
    while (last < kSenders) add();
    Cycle cycle;
    TypedChannelsVisit steps;
    int pieces = 0;
    for (; steps.Step({Push, &cycle.waiting}); ++pieces) {
      for (size_t n = random() % (seed == 1 ? 20000 : 500); n > 0; --n) {
        uintptr_t element;
        G* wake = nullptr;
        ch->lock.Acquire();
        if (random() % 2 != 0) ReceiveLocked(ch, &element, &wake);
        ch->lock.Release();
        if (random() % 2 != 0) Dequeue(&waiters[random() % last]);
        if (last < waiters.size() && random() % 16 == 0) add();
      }
    }
    // Not all under one hold of the lock.
    EXPECT_GT(pieces, 1);
    cycle.End();
    std::vector<bool> seen(kSenders + kNew);
    for (const Words* words : {&cycle.waiting, &cycle.noted}) {
      for (uintptr_t word : *words) {
        if (word - kWord < seen.size()) seen[word - kWord] = true;
      }
    }
    EXPECT_EQ(std::count(seen.begin(), seen.begin() + kSenders, true),
              long{kSenders})
        << "seed " << seed;
    for (Waiter& w : waiters) {
      if (w.queued) Dequeue(&w);
    }
    EXPECT_TRUE(ch->senders.empty()) << "the visit is over";
    pag_chan_free(ch);
  }
}

// A channel is freed in the middle of its senders' visit, when they have gone.
TEST_P(MarkingTest, AChannelGoesWhoseSendersAreBeingVisited) {
  for (const bool received : {false, true}) {
    pag_chan* other = pag_chan_make_typed(&word_type, 0);
    pag_chan* ch = pag_chan_make_typed(&word_type, 0);
    std::vector<Waiter> waiters(5000);
    uintptr_t element = kWord;
    for (Waiter& w : waiters) {
      w.g = pag_tls.m->g0;
      w.sends = true;
      Enqueue(ch, &w, &element);
    }
    Cycle cycle;
    TypedChannelsVisit steps;
    const RootVisitor visit{Push, &cycle.waiting};
    EXPECT_TRUE(steps.Step(visit));
    for (Waiter& w : waiters) Dequeue(&w);
    EXPECT_FALSE(ch->senders.empty()) << "where the visit stands";
    if (received) {
      EXPECT_EQ(pag_chan_try_recv(ch, &element), PAG_WOULD_BLOCK);
      EXPECT_TRUE(ch->senders.empty());
    }
    pag_chan_free(ch);
    while (steps.Step(visit)) {
    }
    cycle.End();
    pag_chan_free(other);
  }
}

// Where the visit stands may go, and its memory be another one's.
TEST_P(MarkingTest, ChannelsThatAreNextGo) {
  std::vector<pag_chan*> channels;
  for (uintptr_t i = 0; i < 100; ++i) {
    channels.push_back(pag_chan_make_typed(&word_type, 1));
    const uintptr_t word = kWord + i;
    pag_chan_send(channels.back(), &word);
  }
  Words seen;
  const RootVisitor visit{Push, &seen};
  Cycle cycle;
  TypedChannelsVisit steps;
  EXPECT_TRUE(steps.Step(visit));
  // It begins with the newest.
  while (channels.size() > 1) {
    pag_chan_free(channels.back());
    channels.pop_back();
  }
  for (int i = 0; i < 99; ++i) channels.push_back(pag_chan_make(8, 1));
  while (steps.Step(visit)) {
  }
  cycle.End();
  EXPECT_EQ(Cycle::Count(seen, kWord), 1);
  for (pag_chan* ch : channels) pag_chan_free(ch);
}

// --- timers ---

constexpr int64_t kLater = int64_t{1} << 50;
void* Argument(uintptr_t word) { return reinterpret_cast<void*>(word); }

TEST_P(MarkingTest, TimersThatAreStopped) {
  static pag_timer timer;
  pag_timer_start(&timer, kLater, 0, PAG_TIMER_GO, End, Argument(kWord));
  Cycle cycle;
  pag_timer_stop(&timer);
  EXPECT_TRUE(cycle.Sees(kWord));
  EXPECT_FALSE(IsRoot(kWord));
}

TEST_P(MarkingTest, TimersThatGoOff) {
  for (const int64_t period : {int64_t{0}, kLater}) {
    static pag_timer timer;
    pag_timer_start(&timer, kLater, period, PAG_TIMER_CALL, End,
                    Argument(kWord));
    Cycle cycle;
    ended = 0;
    {
      RuntimeScope scope;
      RunTimers(After(2 * kLater));
    }
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(pag_timer_stop(&timer), period != 0);
    EXPECT_TRUE(cycle.Sees(kWord));
  }
}

TEST_P(MarkingTest, TimersAreSetAndStoppedMeanwhile) {
  constexpr size_t kTimers = 3000;
  static pag_timer timers[kTimers];
  std::mt19937 random(1);
  const auto set = [&](size_t i, uintptr_t word) {
    pag_timer_start(&timers[i], kLater + int64_t(random() % 1000) * 1000000000,
                    0, PAG_TIMER_GO, End, Argument(word));
  };
  for (size_t i = 0; i < kTimers; ++i) set(i, kWord + i);
  std::vector<bool> seen(kTimers);
  const auto see = +[](void* arg, uintptr_t word) {
    auto* seen = static_cast<std::vector<bool>*>(arg);
    if (word - kWord < seen->size()) (*seen)[word - kWord] = true;
  };
  const RootVisitor visit{see, &seen};
  Cycle cycle;
  TimersVisit steps;
  while (steps.Step(visit)) {
    for (int i = 0; i < 100; ++i) {
      const size_t k = random() % kTimers;
      switch (random() % 3) {
        case 0:
          pag_timer_stop(&timers[k]);
          break;
        case 1:
          set(k, 1);
          break;
        case 2:
          pag_timer_reset(&timers[k],
                          kLater + int64_t(random() % 1000) * 1000000000);
      }
    }
  }
  pag_stop_world();
  pag_take_notes(see, &seen);
  pag_end_marking();
  pag_start_world();
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), long(kTimers));
  for (pag_timer& timer : timers) pag_timer_stop(&timer);
}

// --- what else there is ---

TEST_P(MarkingTest, NativeCodeWritesReferences) {
  uintptr_t place[] = {kWord, kWord + 1, kWord + 2};
  const uintptr_t values[] = {1, 2};
  Cycle cycle;
  pag_write_references(&place[1], values, sizeof values);
  pag_write_references(place, nullptr, sizeof place[0]);
  EXPECT_EQ(place[0], 0u);
  EXPECT_EQ(place[1], 1u);
  EXPECT_EQ(place[2], 2u);
  // As memmove.
  pag_write_references(place, &place[1], 16);
  pag_write_references(&place[1], place, 16);
  EXPECT_EQ(place[0], 1u);
  EXPECT_EQ(place[1], 1u);
  EXPECT_EQ(place[2], 2u);
  cycle.End();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Cycle::Count(cycle.noted, kWord + i), 1);
  }
}

TEST_P(MarkingTest, StacksThatAreVisitedShrink) {
  if (GetParam()[0] != 0) return;
  TestInvocation* call = Begin(t_receive, untyped_, kWord);
  G* g = FindParked();
  ASSERT_TRUE(Claim(g));
  ASSERT_TRUE(MoveStack(g, size_t{1} << 20, ParkedEnd(g)));
  ReleaseClaim(g);
  EXPECT_TRUE(IsRoot(kWord));
  EXPECT_TRUE(IsRoot(kWord));
  EXPECT_LT(g->stack_size(), size_t{1} << 20);
  long element = 7;
  pag_chan_send(untyped_, &element);
  testing::ScheduleUntil(&call->done);
  EXPECT_EQ(call->result, 7);
}

TEST_P(MarkingTest, ForkWaitsForTheEnd) {
  WatchForks();
  Cycle cycle;
  std::atomic<bool> forks{false}, forked{false};
  std::thread thread([&] {
    forks = true;
    const pid_t child = fork();
    if (child == 0) _exit(Marking() ? 1 : 0);
    forked = true;
    int status;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  });
  while (!forks) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(forked);
  cycle.End();
  thread.join();
}

// A collector that begins its next cycle at once.
TEST_P(MarkingTest, ForksThatWaitComeBeforeTheNextCycle) {
  WatchForks();
  for (int i = 0; i < 3; ++i) {
    auto cycle = std::make_unique<Cycle>();
    std::thread thread([] {
      const pid_t child = fork();
      if (child == 0) _exit(Marking() || ForksWait() ? 1 : 0);
      int status;
      EXPECT_EQ(waitpid(child, &status, 0), child);
      EXPECT_EQ(status, 0);
    });
    while (!ForksWait()) std::this_thread::yield();
    cycle->End();
    cycle = std::make_unique<Cycle>();
    EXPECT_FALSE(ForksWait());
    cycle->End();
    thread.join();
  }
}

TEST(MarkingDeathTest, Misuse) {
  const WithSwitches switches("");
  EXPECT_EXIT((pag_stop_world(), pag_begin_marking(), pag_begin_marking()),
              ::testing::ExitedWithCode(2), "begins while a collector marks");
  EXPECT_EXIT((WatchForks(), pag_stop_world(), fork()),
              ::testing::ExitedWithCode(2),
              "fork by the thread that has stopped the world");
  EXPECT_EXIT(pag_visit_waiting(0, 1, Push, nullptr),
              ::testing::ExitedWithCode(2), "while nobody marks");
  EXPECT_EXIT(pag_begin_marking(), ::testing::ExitedWithCode(2),
              "has not stopped the world");
}

}  // namespace
}  // namespace pagurus
