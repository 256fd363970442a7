// What moving, gates and switches cost.
#include "arch/entries.h"
#include "benchmark/benchmark.h"
#include "runtime/copystack.h"
#include "runtime/m.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;

// Moves a goroutine's stack from below: as morestack would find it, but again
// and again.  In a native call, which is cheating on I2, and repaired after.
struct MoveBenchmark {
  benchmark::State* state;
  uint64_t frames;
};

void MoveAgain(void* p) {
  auto* b = static_cast<MoveBenchmark*>(p);
  G* g = pag_tls.g;
  TransitionRecord* record = pag_tls.transition;
  const uint64_t frames = TotalStats().frames;
  for (auto _ : *b->state) {
    const uintptr_t sp = record->sp;
    CopyStack(g, g->stack_size(),
              {&record->sp, *reinterpret_cast<uintptr_t*>(sp),
               sp + sizeof(uintptr_t), nullptr, nullptr});
  }
  b->frames = TotalStats().frames - frames;
}

void BM_MovePerFrame(benchmark::State& state) {
  MoveBenchmark b{&state, 0};
  OnGoroutine(t_deep_call, state.range(0), MoveAgain, &b);
  state.counters["per_frame"] = benchmark::Counter(
      static_cast<double>(b.frames),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_MovePerFrame)->Arg(10)->Arg(100)->Arg(1000)->Arg(10000);

void BM_GrowFrom2KiB(benchmark::State& state) {
  long seed = 0;
  for (auto _ : state) OnGoroutine(t_recurse, state.range(0), &seed);
}
BENCHMARK(BM_GrowFrom2KiB)->Arg(0)->Arg(100)->Arg(10000);

// An iteration is a call of an empty native function by managed code.
void Empty(void*) {}
void BM_Gate(benchmark::State& state) {
  constexpr long kCalls = 1000000;
  for (auto _ : state) OnGoroutine(t_call_loop, kCalls, Empty);
  state.SetItemsProcessed(state.iterations() * kCalls);
}
BENCHMARK(BM_Gate);

void BM_NativeLoop(benchmark::State& state) {
  constexpr long kCalls = 1000000;
  void (*volatile empty)(void*) = Empty;
  for (auto _ : state) {
    for (long i = 0; i < kCalls; ++i) empty(nullptr);
  }
  state.SetItemsProcessed(state.iterations() * kCalls);
}
BENCHMARK(BM_NativeLoop);

void BM_Callback(benchmark::State& state) {
  for (auto _ : state) t_yield(0);
}
BENCHMARK(BM_Callback);

void BM_Yield(benchmark::State& state) {
  constexpr long kYields = 100000;
  for (auto _ : state) OnGoroutine(t_yield, kYields);
  // The goroutine that waits for the end yields, too.
  state.SetItemsProcessed(state.iterations() * kYields * 2);
}
BENCHMARK(BM_Yield);

}  // namespace
}  // namespace pagurus
