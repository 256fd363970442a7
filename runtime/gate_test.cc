// Calls out of managed code and back into it (I2, I6).
#include <stdarg.h>
#include <stdlib.h>

#include <thread>
#include <vector>

#include "arch/entries.h"
#include "arch/sanitizers.h"
#include "gtest/gtest.h"
#include "runtime/m.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"

#if PAG_ASAN
#include <sanitizer/common_interface_defs.h>
#endif

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

class GateTest : public ::testing::TestWithParam<const char*> {
 protected:
  GateTest() : switches_(GetParam()) {}
  WithSwitches switches_;
};

INSTANTIATE_TEST_SUITE_P(Switches, GateTest,
                         ::testing::Values("",
                                           "stressmove=1,poison=1,"
                                           "faultonfree=1,verify=1"));

// Weighs argument i with i + 1, so that no two can be exchanged.
long expected_words = 0;
long SumWords(long a, long b, long c, long d, long e, long f, ...) {
  EXPECT_EQ(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) % 16, 0u);
  long sum = a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f;
  va_list list;
  va_start(list, f);
  for (long i = 6; i < expected_words; ++i) sum += (i + 1) * va_arg(list, long);
  va_end(list);
  return sum;
}

TEST_P(GateTest, StackArgumentsArrive) {
  for (long n = 7; n <= 22; ++n) {
    expected_words = n;
    long sum = 0;
    for (long i = 0; i < n; ++i) sum += (i + 1) * i;
    EXPECT_EQ(OnGoroutine(t_gate_args, SumWords, n), sum) << n;
    // The same from managed code on a system stack.
    EXPECT_EQ(t_gate_args(SumWords, n), sum) << n;
  }
}

struct State {
  uintptr_t guard;
  uintptr_t sp;
  TransitionRecord* transition;
  uintptr_t stack_lo, stack_hi;
};

void Record(void* p) {
  auto* s = static_cast<State*>(p);
  s->guard = LoadGuard();
  s->sp = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  s->transition = pag_tls.transition;
  s->stack_lo = pag_tls.g->stack_lo;
  s->stack_hi = pag_tls.g->stack_hi;
}

// I6: native code is on the system stack, and the way back is recorded.
TEST_P(GateTest, NativeCodeRunsOnTheSystemStack) {
  State state{};
  EXPECT_EQ(OnGoroutine(t_deep_call, 10, Record, &state), 11);
  EXPECT_EQ(state.guard, kGuardNative);
  EXPECT_FALSE(state.sp >= state.stack_lo && state.sp < state.stack_hi);
  ASSERT_NE(state.transition, nullptr);
  EXPECT_EQ(pag_tls.transition, nullptr);
  EXPECT_EQ(LoadGuard(), kGuardNative);
}

// I2: between gate and return nothing moves, whatever managed code the native
// code calls back; known-bugs 24, qsort.
long qsort_moves;
int CompareManaged(const void* a, const void* b) {
  long seed = 0;
  const uint64_t moves = TotalStats().moves;
  t_recurse(20, &seed);  // as managed code of a comparator would
  qsort_moves += long(TotalStats().moves - moves);
  return *static_cast<const int*>(a) - *static_cast<const int*>(b);
}
void Sort(void* p) { qsort(p, 50, sizeof(int), CompareManaged); }

TEST_P(GateTest, NothingMovesDuringACallback) {
  int values[50];
  for (int i = 0; i < 50; ++i) values[i] = (i * 17) % 50;
  qsort_moves = 0;
  EXPECT_EQ(OnGoroutine(t_deep_call, 5, Sort, values), 6);
  EXPECT_EQ(qsort_moves, 0);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(values[i], i);
}

// Native and managed frames in turn, many deep, on one system stack.
void Nest(void* p) {
  long* left = static_cast<long*>(p);
  if (--*left > 0) t_deep_call(2, Nest, p);
}

TEST_P(GateTest, CallbacksNest) {
  long left = 2000;
  EXPECT_EQ(OnGoroutine(t_deep_call, 2, Nest, &left), 3);
  EXPECT_EQ(left, 0);
  EXPECT_EQ(pag_tls.callback_top, pag_tls.m->callback_base);
}

TEST_P(GateTest, CallbackFromNativeCodeWithoutAGoroutine) {
  long seed = 1;
  EXPECT_EQ(t_recurse(1000, &seed), 1000L * 1001 / 2 + 1);
  EXPECT_EQ(LoadGuard(), kGuardNative);
}

// A poisoned callback guard takes the slow path of the call and of checks, and
// changes nothing.
TEST_P(GateTest, PoisonedCallback) {
  AttachThread();
  const uintptr_t guard = pag_tls.callback_guard;
  pag_tls.callback_guard = kGuardPoison;
  long seed = 1;
  const uint64_t moves = TotalStats().moves;
  EXPECT_EQ(t_recurse(100, &seed), 100L * 101 / 2 + 1);
  EXPECT_EQ(t_poisoned(), 0);
  EXPECT_EQ(TotalStats().moves, moves);
  EXPECT_EQ(pag_tls.callback_guard, guard);
}

// What native code returns, when the way back is poisoned.
long PoisonAndReturn(long a, long, long, long, long, long, ...) {
  pag_tls.callback_guard = kGuardPoison;
  pag_tls.g->stack_guard = kGuardPoison;
  return a + 12345;
}
long double PoisonAndReturnFloats(long double* sum) {
  pag_tls.callback_guard = kGuardPoison;
  pag_tls.g->stack_guard = kGuardPoison;
  return *sum + 0.5L;
}

TEST_P(GateTest, PoisonedWayBackKeepsResults) {
  AttachThread();
  const uintptr_t guard = pag_tls.callback_guard;
  EXPECT_EQ(t_gate_args(PoisonAndReturn, 9), 12345);
  EXPECT_EQ(OnGoroutine(t_gate_args, PoisonAndReturn, 9), 12345);
  long double sum = 1;
  EXPECT_EQ(t_float_gate(PoisonAndReturnFloats, &sum), 0);
  EXPECT_EQ(sum, 1.5L);
  EXPECT_EQ(OnGoroutine(t_float_gate, PoisonAndReturnFloats, &sum), 0);
  EXPECT_EQ(sum, 2);
  EXPECT_EQ(pag_tls.callback_guard, guard);
}

TEST_P(GateTest, ThreadsRunManagedCodeInPlace) {
  constexpr int kThreads = 8;
  long results[kThreads];
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&results, i] {
      long seed = i;
      for (int round = 0; round < 20; ++round) {
        results[i] = t_recurse(500, &seed);
      }
      EXPECT_NE(pag_tls.m, nullptr);
    });
  }
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < kThreads; ++i) {
    EXPECT_EQ(results[i], 500L * 501 / 2 + i);
  }
}

#if PAG_ASAN

// What ASan takes for the bounds of the stack: the way to ask is to pretend to
// leave and to come back.
struct Bounds {
  const void* low = nullptr;
  size_t size = 0;
  bool hold(uintptr_t address) const {
    return address - reinterpret_cast<uintptr_t>(low) < size;
  }
};
PAG_UNINSTRUMENTED Bounds AsanBounds() {
  Bounds bounds;
  void* fake_stack;
  __sanitizer_start_switch_fiber(&fake_stack, nullptr, 0);
  __sanitizer_finish_switch_fiber(fake_stack, &bounds.low, &bounds.size);
  __sanitizer_start_switch_fiber(&fake_stack, bounds.low, bounds.size);
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
  return bounds;
}

// Called straight, on the goroutine's stack, as memcpy is.
PAG_UNINSTRUMENTED void LookOnGoroutine(void* ok) {
  const Bounds bounds = AsanBounds();
  const G* g = pag_tls.g;
  *static_cast<long*>(ok) =
      reinterpret_cast<uintptr_t>(bounds.low) == g->stack_lo &&
      bounds.size == g->stack_size() &&
      bounds.hold(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}
void LookOnSystem(void* ok) {
  *static_cast<long*>(ok) = AsanBounds().hold(
      reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

TEST_P(GateTest, AsanKnowsTheStack) {
  long ok = 0;
  OnGoroutine(t_straight, LookOnGoroutine, &ok);
  EXPECT_EQ(ok, 1) << "on a goroutine's stack, which may just have moved";
  ok = 0;
  OnGoroutine(t_deep_call, 5, LookOnSystem, &ok);
  EXPECT_EQ(ok, 1) << "in native code";
  LookOnSystem(&ok);
  EXPECT_EQ(ok, 1) << "afterwards";
}

#endif  // PAG_ASAN

TEST(GateDeathTest, SystemStackUsedUpInACallback) {
  auto deep = [] {
    std::thread([] {
      long seed = 0;
      t_recurse(10000000, &seed);
    }).join();
  };
  EXPECT_EXIT(deep(), ::testing::ExitedWithCode(2),
              "system stack used up in managed code .*t_recurse");
}

}  // namespace
}  // namespace pagurus
