// Goroutines: order, yielding, ending, what belongs to each of them.
#include "runtime/sched/sched.h"

#include <errno.h>
#include <string.h>

#include <string>
#include <thread>

#include "arch/entries.h"
#include "gtest/gtest.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/proc.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::ScheduleUntil;
using testing::WithSwitches;

class SchedTest : public ::testing::TestWithParam<const char*> {
 protected:
  SchedTest() : switches_(GetParam()) { AttachThread(); }
  WithSwitches switches_;
};

INSTANTIATE_TEST_SUITE_P(Switches, SchedTest,
                         ::testing::Values("",
                                           "stressmove=1,poison=1,"
                                           "faultonfree=1,clobberdead=1,"
                                           "verify=1"));

std::string* order;
void Append(void* p) { *order += static_cast<char>(long(p)); }

TEST_P(SchedTest, FirstReadyFirstRun) {
  std::string text;
  order = &text;
  long done = 0;
  for (long c = 'a'; c <= 'e'; ++c) {
    // Native functions as goroutines' functions.
    Ready(NewG(Append, reinterpret_cast<void*>(c)));
  }
  Ready(NewG([](void* p) { *static_cast<long*>(p) = 1; }, &done));
  ScheduleUntil(&done);
  EXPECT_EQ(text, "abcde");
}

TEST_P(SchedTest, YieldingGoroutinesTakeTurns) {
  constexpr int kGoroutines = 20;
  TestInvocation invocations[kGoroutines];
  for (auto& i : invocations) {
    i = {reinterpret_cast<void*>(t_yield), {30}, -1, 0};
    Ready(NewG(t_invoke, &i));
  }
  // Changes what the others must get back.
  Ready(NewG(t_default_modes, nullptr));
  for (auto& i : invocations) {
    ScheduleUntil(&i.done);
    EXPECT_EQ(i.result, 0) << "registers changed during a yield";
  }
}

TEST_P(SchedTest, PagGoFromAGoroutine) {
  static long ran;
  ran = 0;
  auto start = [](void*) {
    for (int i = 0; i < 10; ++i) {
      EXPECT_EQ(pag_go([](void*) { ++ran; }, nullptr), 0);
    }
  };
  OnGoroutine(t_deep_call, 2, +start, nullptr);
  OnGoroutine(t_deep_call, 2, +[](void*) {}, nullptr);
  EXPECT_EQ(ran, 10);
}

TEST_P(SchedTest, GoexitEndsOnlyItsGoroutine) {
  long done = 0;
  Ready(NewG(t_goexit, nullptr));
  Ready(NewG([](void* p) { *static_cast<long*>(p) = 1; }, &done));
  ScheduleUntil(&done);
  EXPECT_EQ(done, 1);
}

// Nothing is left behind by a park: no frame on the system stack, no entry in a
// sanitizer's books, which overflow at some 65,536.
TEST_P(SchedTest, ParksLeaveNothingBehind) {
  const long parks = switches.stressmove == 0 ? 1000000 : 1000;
  EXPECT_EQ(OnGoroutine(t_yield, parks), 0);
}

// Stacks and Gs of ended goroutines are used again.
TEST_P(SchedTest, ManyShortGoroutines) {
  static long ran;
  ran = 0;
  for (int round = 0; round < 50; ++round) {
    long done = 0;
    for (int i = 0; i < 100; ++i) {
      Ready(NewG([](void*) { ++ran; }, nullptr));
    }
    Ready(NewG([](void* p) { *static_cast<long*>(p) = 1; }, &done));
    ScheduleUntil(&done);
  }
  EXPECT_EQ(ran, 5000);
}

// errno belongs to the goroutine.
TEST_P(SchedTest, ErrnoIsEachGoroutinesOwn) {
  struct Two {
    long done;
    int first;
  };
  static Two two;
  two = Two();
  static auto set = [](void*) { errno = 11; };
  static auto get = [](void*) { two.first = errno; };
  TestInvocation i{reinterpret_cast<void*>(t_yield_between),
                   {(long)(void (*)(void*))set, (long)(void (*)(void*))get},
                   0,
                   0};
  Ready(NewG(t_invoke, &i));
  Ready(NewG([](void*) { errno = 22; }, nullptr));
  ScheduleUntil(&i.done);
  EXPECT_EQ(two.first, 11);
}

// In a callback and on other threads pag_yield is only a courtesy.
TEST_P(SchedTest, YieldInACallbackReturns) {
  auto yield = [](void*) {
    pag_yield();
    t_yield_once(nullptr);
  };
  EXPECT_EQ(OnGoroutine(t_deep_call, 2, +yield, nullptr), 3);
  std::thread([] {
    pag_yield();
    t_yield_once(nullptr);
  }).join();
}

// A thread that runs no goroutines may start some: they run elsewhere.
TEST_P(SchedTest, PagGoFromAnotherThread) {
  static long ran;
  ran = 0;
  int result = -1;
  std::thread([&] { result = pag_go([](void*) { ++ran; }, nullptr); }).join();
  EXPECT_EQ(result, 0);
  ScheduleUntil(&ran);
  EXPECT_EQ(ran, 1);
}

// I8: a switch clears what it used.
TEST_P(SchedTest, GobufHoldsNothingAfterASwitch) {
  static Gobuf seen;
  auto look = [](void*) { seen = pag_tls.g->sched; };
  seen.ctxt = &seen;
  EXPECT_EQ(OnGoroutine(t_deep_call, 1, +look, nullptr), 2);
  EXPECT_EQ(seen.ctxt, nullptr);
  EXPECT_EQ(seen.ret, 0u);
  EXPECT_EQ(seen.sp, 0u);
  EXPECT_EQ(seen.pc, 0u);
  EXPECT_EQ(seen.word, 0u);
}

TEST_P(SchedTest, ParkedGoroutinesPassTheirChecks) {
  G* fresh = NewG(t_yield_once, nullptr);
  Ready(fresh);
  EXPECT_EQ(CheckG(fresh, CheckLevel::kDeep), nullptr);
  EXPECT_EQ(fresh->stack_hi, 0u);
  static G* parked;
  parked = fresh;
  static const char* verdict;
  verdict = "not looked at";
  auto look = [](void*) { verdict = CheckG(parked, CheckLevel::kDeep); };
  EXPECT_EQ(OnGoroutine(t_deep_call, 1, +look, nullptr), 2);
  EXPECT_EQ(verdict, nullptr);
}

TEST(CheckTest, DamageIsNamed) {
  AttachThread();
  G* g = NewG(t_yield_once, nullptr);
  g->resume = nullptr;
  GiveFirstStack(g);
  g->status = GStatus::kWaiting;
  auto with = [&](auto change, CheckLevel level) {
    alignas(G) char bytes[sizeof(G)];
    memcpy(bytes, static_cast<const void*>(g), sizeof bytes);
    G* copy = reinterpret_cast<G*>(bytes);
    change(copy);
    const char* verdict = CheckG(copy, level);
    return std::string(verdict == nullptr ? "fine" : verdict);
  };
  auto shallow = CheckLevel::kShallow;
  EXPECT_EQ(with([](G*) {}, CheckLevel::kDeep), "fine");
  EXPECT_EQ(with([](G* g) { g->magic = 1; }, CheckLevel::kSignature),
            "what should be a G is none");
  EXPECT_EQ(with([](G* g) { g->stack_lo += 8; }, shallow),
            "the G's stack size is not a power of two");
  EXPECT_EQ(with([](G* g) { g->stack_guard += 8; }, shallow),
            "the G's guard does not fit its stack");
  EXPECT_EQ(with([](G* g) { g->status = GStatus::kDead; }, shallow),
            "the G is no live goroutine");
  EXPECT_EQ(with([](G* g) { g->sched.sp = 8; }, CheckLevel::kDeep),
            "the parked G's SP is outside its stack");
  uintptr_t* ret = reinterpret_cast<uintptr_t*>(g->sched.sp);
  const uintptr_t saved = *ret;
  *ret = 12345;
  EXPECT_STREQ(CheckG(g, CheckLevel::kDeep),
               "a return address without a frame record");
  *ret = saved;
  Ready(g);
  OnGoroutine(t_yield_once, nullptr);
}

TEST(SchedDeathTest, GoexitInACallback) {
  auto back = [](void*) { t_goexit(nullptr); };
  EXPECT_EXIT(OnGoroutine(t_deep_call, 1, +back, nullptr),
              ::testing::ExitedWithCode(2), "pag_goexit in native code, in a");
}

#if !PAG_TSAN  // whose own thread might do anything: no deadlock is ever
               // certain
TEST(SchedDeathTest, NoGoroutineIsLeft) {
  auto leave = [] {
    const WithSwitches switches("");
    Ready(NewG(t_goexit, nullptr));
    __pag_mstart(Schedule);
  };
  EXPECT_EXIT(leave(), ::testing::ExitedWithCode(2),
              "all goroutines are asleep");
}
#endif  // !PAG_TSAN

}  // namespace
}  // namespace pagurus
