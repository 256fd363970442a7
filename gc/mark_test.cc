// Random graphs, marked by Marker and by a search that is too simple to be
// wrong.
#include "gc/mark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include "gc/sweep.h"
#include "gc/testing/harness.h"

namespace pagurus {
namespace {

using testing::New;
using testing::Word;

struct Node {
  uintptr_t object;
  size_t bytes;
  std::vector<size_t> places;  // of references, as numbers of words
  std::vector<size_t> to;      // nodes, of each place; SIZE_MAX: none
};

// Words 0 and 2 of 4; 1 of 65 and 64; every word; none; the last of 300.
constexpr uint64_t kFew[] = {0b101};
constexpr uint64_t kLong[] = {0b10, 0b1};
constexpr uint64_t kAll[] = {0b1};
constexpr uint64_t kLast[] = {0, 0, 0, 0, uint64_t{1} << 43};
constexpr uint64_t kOdd[] = {0b110};
constinit pag_type types[] = {
    {32, kFew, "few", nullptr, {}},        {65 * 8, kLong, "long", nullptr, {}},
    {8, kAll, "all", nullptr, {}},         {48, nullptr, "none", nullptr, {}},
    {300 * 8, kLast, "last", nullptr, {}}, {24, kOdd, "odd", nullptr, {}},
};

class Graph {
 public:
  Graph(uint32_t seed, size_t n) : random_(seed), cache_(NewCache()) {
    for (size_t i = 0; i < n; ++i) Add();
    for (Node& node : nodes_) {
      for (size_t& to : node.to) {
        if (random_() % 3 == 0) to = random_() % n;
      }
    }
    for (Node& node : nodes_) {
      for (size_t i = 0; i < node.places.size(); ++i) {
        if (node.to[i] == SIZE_MAX) continue;
        const Node& target = nodes_[node.to[i]];
        Word(node.object, node.places[i]) =
            target.object + (random_() % 2 == 0 ? 0 : random_() % target.bytes);
      }
    }
  }

  std::vector<uintptr_t> Roots(size_t n, std::vector<bool>* reachable) {
    std::vector<uintptr_t> roots = {0, 1, UINTPTR_MAX,
                                    reinterpret_cast<uintptr_t>(this)};
    std::vector<size_t> stack;
    reachable->assign(nodes_.size(), false);
    for (size_t i = 0; i < n; ++i) {
      const size_t k = random_() % nodes_.size();
      roots.push_back(nodes_[k].object + random_() % nodes_[k].bytes);
      stack.push_back(k);
    }
    while (!stack.empty()) {
      const size_t k = stack.back();
      stack.pop_back();
      if ((*reachable)[k]) continue;
      (*reachable)[k] = true;
      for (size_t to : nodes_[k].to) {
        if (to != SIZE_MAX) stack.push_back(to);
      }
    }
    return roots;
  }
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  void Add() {
    const pag_type& type = types[random_() % std::size(types)];
    const uint32_t r = random_() % 1000;
    size_t n = r < 700 ? 1 : r < 990 ? random_() % 20 : random_() % 2000;
    if (r == 999) n = 20000;
    Node node{New(cache_, type, n), type.size * n, {}, {}};
    if (node.bytes == 0) node.bytes = 1;
    for (size_t w = 0; type.refs != nullptr && w < type.size / 8 * n; ++w) {
      const size_t i = w % (type.size / 8);
      if ((type.refs[i / 64] >> (i % 64) & 1) != 0) node.places.push_back(w);
    }
    // Not too many edges, or everything is reachable.
    if (node.places.size() > 4 && random_() % 8 != 0) {
      std::vector<size_t> some;
      for (int i = 0; i < 3; ++i) {
        some.push_back(node.places[random_() % node.places.size()]);
      }
      some.push_back(node.places.back());
      std::sort(some.begin(), some.end());
      some.erase(std::unique(some.begin(), some.end()), some.end());
      node.places = some;
    }
    node.to.assign(node.places.size(), SIZE_MAX);
    nodes_.push_back(node);
  }

  std::mt19937 random_;
  Cache* cache_;
  std::vector<Node> nodes_;
};

class MarkTest : public ::testing::TestWithParam<uint32_t> {
 protected:
  void SetUp() override { heap.Init(); }
};

TEST_P(MarkTest, RandomGraphs) {
  const uint32_t threads = GetParam();
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    Graph graph(seed, seed % 2 == 0 ? 8000 : 3000);
    for (size_t n_roots : {1, 100}) {
      std::vector<bool> reachable;
      const auto roots = graph.Roots(n_roots, &reachable);
      MarkWork work(threads);
      heap.StartCycle(&work);
      auto run = [&](uint32_t t) {
        Marker marker(&work);
        for (size_t i = t; i < roots.size(); i += threads) {
          marker.Mark(roots[i]);
        }
        marker.Drain();
      };
      std::vector<std::thread> others;
      for (uint32_t t = 1; t < threads; ++t) others.emplace_back(run, t);
      run(0);
      for (std::thread& t : others) t.join();
      size_t marked = 0;
      for (size_t i = 0; i < reachable.size(); ++i) {
        ASSERT_EQ(heap.IsMarked(graph.nodes()[i].object), reachable[i])
            << "object " << i << " of seed " << seed;
        marked += reachable[i];
      }
      EXPECT_EQ(work.marked_objects(), marked);
      // The others stay for the second time: marks without a flip are a
      // collection that kept everything.
      for (const Node& node : graph.nodes()) {
        const Span* s = pages.SpanAt(node.object);
        const uint32_t cell = s->CellAt(node.object);
        MarkBeside(const_cast<Span*>(s), cell);
      }
      heap.FinishCycle(&work);
      heap.FinishSweep();
    }
    testing::Collect({});
    EXPECT_EQ(pages.used_bytes(), 0u);
  }
}

TEST_P(MarkTest, LongListsAndWideArrays) {
  Cache* cache = NewCache();
  uintptr_t list = 0;
  for (int i = 0; i < 200000; ++i) {
    const uintptr_t node = New(cache, types[0]);
    Word(node, 2) = list;
    list = node;
  }
  const uintptr_t array = New(cache, types[2], 300000);
  for (int i = 0; i < 300000; ++i) Word(array, i) = New(cache, types[3]);
  const uint64_t bytes = testing::Collect({list, array + 12345}, GetParam());
  EXPECT_EQ(bytes, 200000u * 32 + 300000u * 8 + 300000u * 48);
  testing::Collect({});
  EXPECT_EQ(pages.used_bytes(), 0u);
}

// Words that are no references are not followed, and those of an object's tail,
// behind an array's last element, are none.
TEST_P(MarkTest, OnlyReferencesAreFollowed) {
  Cache* cache = NewCache();
  const uintptr_t target = New(cache, types[3]);
  const uintptr_t from = New(cache, types[0]);
  Word(from, 1) = Word(from, 3) = target;
  testing::Mark({from}, GetParam());
  heap.FinishSweep();
  EXPECT_EQ(heap.ObjectAt(target), 0u);
  EXPECT_EQ(heap.ObjectAt(from), from);
  testing::Collect({});
}

// Objects with as many references as a mask has, of which chunks are full
// before they are; and nothing is left there for the next time.
TEST_P(MarkTest, WideObjects) {
  static const uint64_t all[] = {~uint64_t{0}};
  static const pag_type wide = {512, all, "wide", nullptr, {}};
  Cache* cache = NewCache();
  const auto tree = [cache] {
    const uintptr_t root = New(cache, wide);
    for (size_t i = 0; i < 64; ++i) {
      Word(root, i) = New(cache, wide);
      for (size_t k = 0; k < 64; ++k) {
        Word(Word(root, i), k) = New(cache, types[0]);
      }
    }
    return root;
  };
  constexpr uint64_t kBytes = 65 * 512 + 64 * 64 * 32;
  const uintptr_t one = tree(), two = tree();
  EXPECT_EQ(testing::Collect({one, two}, GetParam()), 2 * kBytes);
  EXPECT_EQ(testing::Collect({two, one}, GetParam()), 2 * kBytes);
  EXPECT_EQ(testing::Collect({one}, GetParam()), kBytes);
  testing::Collect({});
  EXPECT_EQ(pages.used_bytes(), 0u);
}

// A list whose objects refer to the same others, and to the next of them last,
// so that its end comes first: all references wait for that.  They are many,
// what they refer to is not, and a heap that is close to its limit must not
// take as much again to be marked.
void MarkManyEdgesToTheSame(const pag_type& type, size_t nodes,
                            uint32_t threads) {
  const size_t words = type.size / 8;
  Cache* cache = NewCache();
  std::vector<uintptr_t> shared;
  for (size_t i = 1; i < words; ++i) shared.push_back(New(cache, types[0]));
  uintptr_t list = 0;
  for (size_t i = 0; i < nodes; ++i) {
    const uintptr_t node = New(cache, type);
    for (size_t k = 0; k + 1 < words; ++k) Word(node, k) = shared[k];
    Word(node, words - 1) = list;
    list = node;
  }
  const uint64_t before = GrayBytes();
  EXPECT_EQ(testing::Collect({list}, threads),
            nodes * type.size + shared.size() * 32);
  EXPECT_LT(GrayBytes() - before, uint64_t{1} << 20);
  testing::Collect({});
  EXPECT_EQ(pages.used_bytes(), 0u);
}

TEST_P(MarkTest, ManyEdgesToTheSameObjects) {
  static const uint64_t all[] = {~uint64_t{0}};
  static const pag_type wide = {512, all, "wide", nullptr, {}};
  MarkManyEdgesToTheSame(wide, 100000, GetParam());
}

TEST_P(MarkTest, ManyEdgesOfLongObjects) {
  static const uint64_t all[] = {~uint64_t{0}, ~uint64_t{0}, ~uint64_t{0},
                                 ~uint64_t{0}};
  static const pag_type pattern = {4 * 512, all, "pattern", nullptr, {}};
  MarkManyEdgesToTheSame(pattern, 25000, GetParam());
}

// What is gray waits in few chunks, however many threads give some away: each
// has one object.
TEST_P(MarkTest, FewObjectsShareAChunk) {
  Cache* cache = NewCache();
  std::vector<uintptr_t> objects;
  for (int i = 0; i < 10000; ++i) objects.push_back(New(cache, types[0]));
  MarkWork work(GetParam(), true);
  heap.StartCycle(&work);
  const uint64_t before = GrayBytes();
  for (uintptr_t object : objects) {
    Marker marker(&work, Marker::kBeside);
    marker.Mark(object);
    marker.Leave();
  }
  EXPECT_LT(GrayBytes() - before, uint64_t{256} << 10);
  std::vector<std::thread> others;
  auto drain = [&work] { Marker(&work).Drain(); };
  for (uint32_t t = 1; t < GetParam(); ++t) others.emplace_back(drain);
  drain();
  for (std::thread& t : others) t.join();
  EXPECT_EQ(work.marked_objects(), objects.size());
  heap.PauseMarking();
  heap.EndMarking();
  heap.FinishCycle(&work);
  heap.FinishSweep();
  testing::Collect({});
  EXPECT_EQ(pages.used_bytes(), 0u);
}

// A marker that is alone marks by plain stores, and others beside it cells
// whose marks are neighbours of its.
TEST(MarksTest, NobodyUndoesAnothersMarks) {
  constexpr int kObjects = 20000, kRounds = 20;
  heap.Init();
  Cache* cache = NewCache();
  uintptr_t list = 0;
  std::vector<uintptr_t> others;
  for (int i = 0; i < kObjects; ++i) {
    const uintptr_t object = New(cache, types[0]);
    Word(object, 0) = list;
    list = object;
    for (int k = 0; k < 2; ++k) others.push_back(New(cache, types[0]));
  }
  for (int round = 0; round < kRounds; ++round) {
    MarkWork work(1, true);
    heap.StartCycle(&work);
    std::atomic<bool> begun{false};
    std::vector<std::thread> threads;
    for (size_t t = 0; t < 2; ++t) {
      threads.emplace_back([&, t] {
        while (!begun) std::this_thread::yield();
        // In the order of the list.
        for (size_t i = t; i < others.size(); i += 2) {
          const uintptr_t other = others[others.size() - 1 - i];
          Span* s = pages.SpanAt(other);
          EXPECT_TRUE(MarkBeside(s, s->CellAt(other)));
        }
      });
    }
    Marker marker(&work);
    marker.Mark(list);
    begun = true;
    marker.Drain();
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(work.marked_objects(), uint64_t{kObjects});
    uintptr_t object = list;
    for (; object != 0 && heap.IsMarked(object); object = Word(object, 0)) {
    }
    EXPECT_EQ(object, 0u);
    for (uintptr_t other : others) {
      ASSERT_TRUE(heap.IsMarked(other));
      const Span* s = pages.SpanAt(other);
      const uint32_t cell = s->CellAt(other);
      ASSERT_EQ(s->marks()[cell / 64].by_markers >> (cell % 64) & 1, 0u);
    }
    heap.PauseMarking();
    heap.EndMarking();
    heap.FinishCycle(&work);
    heap.FinishSweep();
    for (uintptr_t other : others) ASSERT_EQ(heap.ObjectAt(other), other);
  }
  testing::Collect({});
}

INSTANTIATE_TEST_SUITE_P(Threads, MarkTest, ::testing::Values(1, 2, 4));

}  // namespace
}  // namespace pagurus
