// What a look-up costs: the goal is far below 10 ns per frame of a walk.
#include <algorithm>
#include <cstdlib>
#include <random>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "stackmaps/builder.h"
#include "stackmaps/index.h"

namespace pagurus {
namespace {

constexpr uint64_t kTextBegin = 0x400000;
constexpr TableAddresses kAddresses = {0x4000000, 0x5000000, 0x6000000};

// A module of `count` functions of 16 to 1,024 bytes, registered.
class Module {
 public:
  explicit Module(size_t count) {
    std::mt19937_64 random(1);
    MapBuilder builder;
    uint64_t at = kTextBegin;
    for (size_t i = 0; i < count; ++i) {
      FunctionMap f;
      f.begin = at;
      f.size = static_cast<uint32_t>(16 * (1 + random() % 64));
      f.frame_size = 64;
      if (!builder.Add(f).ok()) std::abort();
      for (uint32_t pc = 8; pc < f.size; pc += 64) pcs.push_back(at + pc);
      at += f.size;
    }
    std::shuffle(pcs.begin(), pcs.end(), random);
    auto tables = builder.Build(kTextBegin, at, kAddresses);
    if (!tables.ok()) std::abort();
    tables_ = *std::move(tables);
    ErrorInfo error;
    if (!RegisterModule(tables_.Sections(kTextBegin, at, kAddresses), &error)) {
      std::abort();
    }
  }
  ~Module() {
    ErrorInfo error;
    UnregisterModule(kTextBegin, &error);
  }

  std::vector<uint64_t> pcs;  // shuffled addresses inside functions

 private:
  Tables tables_;
};

// A deep recursion: few functions, everything in the cache.
void BM_FindSameFew(benchmark::State& state) {
  const Module module(static_cast<size_t>(state.range(0)));
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(FindCaller(module.pcs[i & 7]));
    ++i;
  }
}
BENCHMARK(BM_FindSameFew)->Arg(1000)->Arg(100000);

// Every look-up somewhere else: the cache misses of a cold walk.
void BM_FindRandom(benchmark::State& state) {
  const Module module(static_cast<size_t>(state.range(0)));
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(FindCaller(module.pcs[i]));
    if (++i == module.pcs.size()) i = 0;
  }
}
BENCHMARK(BM_FindRandom)->Arg(1000)->Arg(100000);

}  // namespace
}  // namespace pagurus
