// The heap beside malloc/free, on one thread, without goroutines: allocation by
// the C++ twin of alloc.S, collections by one marker when they are due.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <vector>

#include "gc/cache.h"
#include "gc/heap.h"
#include "gc/pacer.h"
#include "gc/testing/harness.h"

namespace pagurus {
namespace {

constexpr uint64_t kFirstTwo[] = {0b11};

Cache* cache = nullptr;
std::vector<uintptr_t> roots;

void Start() {
  if (cache != nullptr) return;
  heap.Init();
  cache = NewCache();
}

// As the slow path of alloc.cc.
[[gnu::noinline]] uintptr_t Slow(const Kind* kind) {
  if (pacer.Due()) {
    heap.FinishSweep();
    testing::Mark(roots);
  }
  Enter(&cache->lock);
  const uintptr_t object = AllocCell(cache, kind);
  Leave(&cache->lock);
  return object;
}

inline uintptr_t Fast(const Kind* kind) {
  const uintptr_t object = CutOff(&cache->runs[kind->index], kind->cell);
  return __builtin_expect(object != 0, 1) ? object : Slow(kind);
}

// Objects that nobody keeps, collections among them.
void BM_Alloc(benchmark::State& state) {
  Start();
  const auto bytes = static_cast<size_t>(state.range(0));
  const pag_type type = {bytes, kFirstTwo, "object", nullptr, {}};
  const Kind* kind = KindFor(&type, bytes, false);
  for (auto _ : state) benchmark::DoNotOptimize(Fast(kind));
  testing::Collect({});
}
BENCHMARK(BM_Alloc)->Arg(16)->Arg(32)->Arg(128)->Arg(1024)->Arg(4096);

void BM_Malloc(benchmark::State& state) {
  const auto bytes = static_cast<size_t>(state.range(0));
  for (auto _ : state) {
    void* p = calloc(1, bytes);
    benchmark::DoNotOptimize(p);
    free(p);
  }
}
BENCHMARK(BM_Malloc)->Arg(16)->Arg(32)->Arg(128)->Arg(1024)->Arg(4096);

// A thousand at a time: what malloc's innermost cache does not hold.
void BM_MallocThousand(benchmark::State& state) {
  const auto bytes = static_cast<size_t>(state.range(0));
  std::vector<void*> objects(1000);
  for (auto _ : state) {
    for (void*& p : objects) p = calloc(1, bytes);
    benchmark::DoNotOptimize(objects.data());
    for (void* p : objects) free(p);
  }
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(BM_MallocThousand)->Arg(16)->Arg(32)->Arg(128)->Arg(1024);

// Every other cell lives, so each run is one cell.
void BM_AllocAmongOthers(benchmark::State& state) {
  Start();
  const pag_type type = {32, kFirstTwo, "object", nullptr, {}};
  const Kind* kind = KindFor(&type, 32, false);
  roots.clear();
  for (int i = 0; i < 1 << 20; ++i) {
    const uintptr_t object = Fast(kind);
    if (i % 2 == 0) roots.push_back(object);
  }
  testing::Collect(roots);
  for (auto _ : state) benchmark::DoNotOptimize(Fast(kind));
  roots.clear();
  testing::Collect({});
}
BENCHMARK(BM_AllocAmongOthers);

struct Tree {
  Tree* left;
  Tree* right;
};

Tree* Grow(const Kind* kind, int depth) {
  auto* tree = reinterpret_cast<Tree*>(Fast(kind));
  if (depth == 0) return tree;
  // What is being built is a root by its parent, and the first one by `roots`.
  roots.push_back(reinterpret_cast<uintptr_t>(tree));
  tree->left = Grow(kind, depth - 1);
  tree->right = Grow(kind, depth - 1);
  roots.pop_back();
  return tree;
}
size_t Count(const Tree* tree) {
  return tree->left == nullptr ? 1 : 1 + Count(tree->left) + Count(tree->right);
}

// The same program with a long-lived tree of depth 16, in both.
void BM_Trees(benchmark::State& state) {
  Start();
  const pag_type type = {sizeof(Tree), kFirstTwo, "tree", nullptr, {}};
  const Kind* kind = KindFor(&type, sizeof(Tree), false);
  roots.clear();
  roots.push_back(reinterpret_cast<uintptr_t>(Grow(kind, 16)));
  pag_gc_stats before = {};
  heap.GetStats(&before);
  for (auto _ : state) {
    Tree* tree = Grow(kind, static_cast<int>(state.range(0)));
    benchmark::DoNotOptimize(Count(tree));
  }
  pag_gc_stats after = {};
  heap.GetStats(&after);
  state.counters["collections"] = benchmark::Counter(
      static_cast<double>(after.collections - before.collections) /
      static_cast<double>(state.iterations()));
  state.counters["MiB"] = static_cast<double>(after.heap_bytes >> 20);
  roots.clear();
  testing::Collect({});
}
BENCHMARK(BM_Trees)->Arg(4)->Arg(10)->Arg(16)->Unit(benchmark::kMicrosecond);

Tree* GrowMalloc(int depth) {
  auto* tree = static_cast<Tree*>(malloc(sizeof(Tree)));
  *tree = {};
  if (depth == 0) return tree;
  tree->left = GrowMalloc(depth - 1);
  tree->right = GrowMalloc(depth - 1);
  return tree;
}
void Free(Tree* tree) {
  if (tree->left != nullptr) {
    Free(tree->left);
    Free(tree->right);
  }
  free(tree);
}

void BM_TreesMalloc(benchmark::State& state) {
  Tree* kept = GrowMalloc(16);
  for (auto _ : state) {
    Tree* tree = GrowMalloc(static_cast<int>(state.range(0)));
    benchmark::DoNotOptimize(Count(tree));
    Free(tree);
  }
  Free(kept);
}
BENCHMARK(BM_TreesMalloc)
    ->Arg(4)
    ->Arg(10)
    ->Arg(16)
    ->Unit(benchmark::kMicrosecond);

// What a collection costs for each object of a tree of depth 20 (2 M objects).
void BM_Mark(benchmark::State& state) {
  Start();
  const pag_type type = {sizeof(Tree), kFirstTwo, "tree", nullptr, {}};
  const Kind* kind = KindFor(&type, sizeof(Tree), false);
  roots.clear();
  roots.push_back(reinterpret_cast<uintptr_t>(Grow(kind, 20)));
  for (auto _ : state) {
    heap.FinishSweep();
    testing::Mark(roots, static_cast<uint32_t>(state.range(0)));
  }
  state.SetItemsProcessed(state.iterations() * ((1 << 21) - 1));
  roots.clear();
  testing::Collect({});
}
BENCHMARK(BM_Mark)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace pagurus
