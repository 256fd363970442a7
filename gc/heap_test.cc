// Mutators with a shadow: a second, plain copy of the graph, which knows what
// is reachable.  What is freed although it is, and what is kept although it is
// not, both fail.
#include "gc/heap.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <random>
#include <unordered_map>
#include <vector>

#include "gc/sweep.h"
#include "gc/testing/harness.h"
#include "gc/verify.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

using testing::Collect;
using testing::Mark;
using testing::New;
using testing::Word;

// Word 0 is a number that tells objects apart; references are elsewhere.
constexpr uint64_t kPair[] = {0b110};
constexpr uint64_t kSparse[] = {0b100010};
constexpr uint64_t kWide[] = {uint64_t{1} << 1, 0, uint64_t{1} << 62, 0};
constexpr uint64_t kLarge[(5000 + 63) / 64] = {0b110};
struct Shape {
  pag_type type;
  std::vector<size_t> places;
};
std::vector<Shape> Shapes() {
  return {{{24, kPair, "pair", nullptr, {}}, {1, 2}},
          {{56, kSparse, "sparse", nullptr, {}}, {1, 5}},
          {{193 * 8, kWide, "wide", nullptr, {}}, {1, 190}},
          {{5000 * 8, kLarge, "large", nullptr, {}}, {}},
          {{16, nullptr, "leaf", nullptr, {}}, {}},
          {{8, nullptr, "number", nullptr, {}}, {}}};
}

struct Node {
  uint64_t number;
  std::vector<size_t> places;
  std::vector<Node*> to;
  uintptr_t object;
  bool reached;
};

// One thread's roots and what hangs on them.
class Mutator {
 public:
  Mutator(uint32_t seed, std::vector<Shape>* shapes)
      : random_(seed), shapes_(shapes), cache_(NewCache()), roots_(20) {
    number_ = uint64_t{seed} << 40;
  }

  void Step() {
    Node*& root = roots_[random_() % roots_.size()];
    switch (random_() % 8) {
      case 0:
        root = nullptr;
        break;
      case 1:
        root = roots_[random_() % roots_.size()];
        break;
      case 2:
        Cut(Walk(root));
        break;
      case 3:
        Link(Walk(root), Walk(roots_[random_() % roots_.size()]));
        break;
      default: {
        Node* node = NewNode();
        if (random_() % 4 != 0) Link(node, root);
        root = node;
      }
    }
  }

  void AddRoots(std::vector<uintptr_t>* roots) {
    for (Node* root : roots_) {
      if (root != nullptr) roots->push_back(root->object);
    }
  }

  // After a collection with these roots: `swept`, or in the middle of it.
  void Check(bool swept) {
    std::vector<Node*> stack;
    for (Node* root : roots_) {
      if (root != nullptr) stack.push_back(root);
    }
    while (!stack.empty()) {
      Node* node = stack.back();
      stack.pop_back();
      if (node->reached) continue;
      node->reached = true;
      ASSERT_EQ(heap.ObjectAt(node->object), node->object) << "freed too early";
      ASSERT_EQ(Word(node->object, 0), node->number) << "overwritten";
      for (size_t i = 0; i < node->places.size(); ++i) {
        Node* to = node->to[i];
        ASSERT_EQ(Word(node->object, node->places[i]),
                  to == nullptr ? 0 : to->object);
        if (to != nullptr) stack.push_back(to);
      }
    }
    std::vector<std::unique_ptr<Node>> rest;
    for (auto& node : nodes_) {
      if (node->reached) {
        node->reached = false;
        rest.push_back(std::move(node));
      } else if (swept) {
        ASSERT_EQ(heap.ObjectAt(node->object), 0u) << "kept too long";
      }
    }
    nodes_.swap(rest);
  }

  void Drop() { roots_.assign(roots_.size(), nullptr); }

 private:
  Node* NewNode() {
    // Few that are large.
    const size_t k = random_() % 200 == 0 ? 3
                     : random_() % 20 == 0
                         ? 2
                         : std::vector<size_t>{0, 1, 4, 5}[random_() % 4];
    const Shape& shape = (*shapes_)[k];
    const uintptr_t object = New(cache_, shape.type);
    for (size_t w = 0; w < shape.type.size / 8; ++w) {
      EXPECT_EQ(Word(object, w), 0u) << "not zero: " << shape.type.name;
    }
    Word(object, 0) = ++number_;
    nodes_.push_back(std::make_unique<Node>(
        Node{number_, shape.places,
             std::vector<Node*>(shape.places.size(), nullptr), object, false}));
    return nodes_.back().get();
  }
  Node* Walk(Node* node) {
    for (uint32_t n = random_() % 8; node != nullptr && n > 0; --n) {
      if (node->to.empty()) break;
      Node* to = node->to[random_() % node->to.size()];
      if (to == nullptr) break;
      node = to;
    }
    return node;
  }
  void Set(Node* node, Node* to) {
    if (node == nullptr || node->to.empty()) return;
    const size_t i = random_() % node->to.size();
    node->to[i] = to;
    Word(node->object, node->places[i]) = to == nullptr ? 0 : to->object;
  }
  void Cut(Node* node) { Set(node, nullptr); }
  void Link(Node* node, Node* to) { Set(node, to); }

  std::mt19937 random_;
  std::vector<Shape>* shapes_;
  Cache* cache_;
  uint64_t number_;
  std::vector<Node*> roots_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

class HeapTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    heap.Init();
    switches.poison = GetParam();
    baseline_ = pages.used_bytes();
  }
  void TearDown() override {
    Collect({});
    EXPECT_EQ(pages.used_bytes(), baseline_);
    switches.poison = 0;
  }
  uint64_t baseline_;
  std::vector<Shape> shapes_ = Shapes();
};

TEST_P(HeapTest, OneMutator) {
  for (uint32_t seed = 1; seed <= 5; ++seed) {
    Mutator mutator(seed, &shapes_);
    for (int cycle = 0; cycle < 60; ++cycle) {
      for (int i = 0; i < 1000; ++i) mutator.Step();
      std::vector<uintptr_t> roots;
      mutator.AddRoots(&roots);
      Mark(roots, 1 + cycle % 2);
      // Sweeping is left to the allocations that follow every other time.
      const bool swept = cycle % 2 == 0;
      if (swept) {
        heap.FinishSweep();
        ASSERT_STREQ(VerifyHeap(), nullptr);
      }
      mutator.Check(swept);
      if (HasFatalFailure()) return;
    }
    mutator.Drop();
  }
}

// Threads allocate and sweep at the same time, and stop for collections.
TEST_P(HeapTest, ThreeMutators) {
  constexpr int kThreads = 3;
  std::vector<std::unique_ptr<Mutator>> mutators;
  for (uint32_t t = 0; t < kThreads; ++t) {
    mutators.push_back(std::make_unique<Mutator>(100 + t, &shapes_));
  }
  for (int cycle = 0; cycle < 60; ++cycle) {
    std::vector<std::thread> threads;
    for (auto& mutator : mutators) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) mutator->Step();
      });
    }
    if (cycle % 3 == 0) threads.emplace_back([] { heap.FinishSweep(); });
    for (std::thread& t : threads) t.join();
    std::vector<uintptr_t> roots;
    for (auto& mutator : mutators) mutator->AddRoots(&roots);
    Mark(roots, 2);
    const bool swept = cycle % 2 == 0;
    if (swept) {
      heap.FinishSweep();
      ASSERT_STREQ(VerifyHeap(), nullptr);
    }
    for (auto& mutator : mutators) mutator->Check(swept);
    if (HasFatalFailure()) return;
  }
}

// Collections come while others are in the middle of their slow paths.
TEST_P(HeapTest, CyclesStopThoseWhoAllocate) {
  std::atomic<bool> done{false};
  std::atomic<uint64_t> allocated{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      Cache* cache = NewCache();
      const Kind* kind = KindFor(&shapes_[0].type, 24, false);
      while (!done.load()) {
        Enter(&cache->lock);
        // Nothing else is done between Enter and Leave, so no cycle begins
        // before the object has been looked at.
        for (int i = 0; i < 500; ++i) {
          const uintptr_t object = AllocCell(cache, kind);
          if (heap.ObjectAt(object) != object || Word(object, 1) != 0) abort();
          Word(object, 1) = object;
        }
        Leave(&cache->lock);
        allocated.fetch_add(500);
      }
    });
  }
  uint64_t last = 0;
  for (int cycle = 0; cycle < 60; ++cycle) {
    Collect({});
    // So that they get somewhere in between.
    while (allocated.load() == last) std::this_thread::yield();
    last = allocated.load();
  }
  done.store(true);
  for (std::thread& t : threads) t.join();
}

TEST_P(HeapTest, LargeObjectsComeAndGo) {
  Cache* cache = NewCache();
  const pag_type word = {8, nullptr, "word", nullptr, {}};
  std::mt19937 random(7);
  std::vector<uintptr_t> live;
  for (int i = 0; i < 600; ++i) {
    const size_t n = 4097 + random() % 100000;
    const uintptr_t object = New(cache, word, n);
    ASSERT_NE(object, 0u);
    for (size_t w = 0; w < n; w += 64) ASSERT_EQ(Word(object, w), 0u);
    ASSERT_EQ(Word(object, n - 1), 0u);
    for (size_t w = 0; w < n; w += 64) Word(object, w) = object;
    Word(object, n - 1) = object;
    EXPECT_EQ(heap.SizeAt(object + 8 * n - 1), 8 * n);
    live.push_back(object);
    if (live.size() > 20) live.erase(live.begin() + random() % live.size());
    if (i % 25 == 0) Mark(live);
    for (uintptr_t o : live) ASSERT_EQ(Word(o, 64), o);
  }
  EXPECT_LE(pages.used_bytes() - baseline_, uint64_t{50} << 20);
}

// Who allocates a large object sweeps before it has entered, also while a cycle
// begins and ends: nothing is forgotten that FinishSweep then waits for.
TEST_P(HeapTest, LargeObjectsBesideCycles) {
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      Cache* cache = NewCache();
      const pag_type word = {8, nullptr, "word", nullptr, {}};
      for (size_t i = 0; !done.load(); ++i) {
        New(cache, word, 4097 + 1024 * ((i + t) % 7));
        New(cache, shapes_[i % 3].type);
      }
    });
  }
  for (int cycle = 0; cycle < 300; ++cycle) {
    Mark({}, 1 + cycle % 2);
    if (cycle % 3 != 0) heap.FinishSweep();
  }
  done.store(true);
  for (std::thread& t : threads) t.join();
}

INSTANTIATE_TEST_SUITE_P(Poison, HeapTest, ::testing::Bool());

TEST(HeapDeathTest, WriteAfterFree) {
  heap.Init();
  switches.poison = 1;
  Cache* cache = NewCache();
  const pag_type type = {40, nullptr, "forty", nullptr, {}};
  const uintptr_t first = New(cache, type);
  const uintptr_t kept = New(cache, type);
  Collect({kept});
  Word(first, 3) = 1;
  EXPECT_DEATH(New(cache, type), "40 bytes at .* byte 24(.|\n)*written to");
  Word(first, 3) = kPoison;
  EXPECT_EQ(New(cache, type), first);
  switches.poison = 0;
  Collect({});
}

TEST(HeapVerifyTest, SeesAReferenceToWhatIsFree) {
  heap.Init();
  Cache* cache = NewCache();
  const pag_type type = {24, kPair, "pair", nullptr, {}};
  const uintptr_t from = New(cache, type);
  const uintptr_t to = New(cache, type);
  Collect({from});
  ASSERT_STREQ(VerifyHeap(), nullptr);
  Word(from, 2) = to;
  EXPECT_STREQ(VerifyHeap(), "a live object refers to free memory");
  Word(from, 2) = 0;
  Collect({});
}

TEST(HeapKindTest, TypesWithTheSamePlacesShareAKind) {
  heap.Init();
  const uint64_t one[] = {0b1};
  const uint64_t two[] = {0b11};
  const uint64_t alternate[] = {0b01};
  const pag_type ref = {8, one, "ref", nullptr, {}};
  const pag_type pair = {16, two, "pair", nullptr, {}};
  const pag_type other = {16, two, "other pair", nullptr, {}};
  const pag_type entry = {16, alternate, "entry", nullptr, {}};
  const pag_type bytes = {1, nullptr, "byte", nullptr, {}};
  EXPECT_EQ(KindFor(&pair, 16, false), KindFor(&other, 16, false));
  EXPECT_EQ(KindFor(&pair, 16, false), KindFor(&ref, 16, true));
  EXPECT_NE(KindFor(&pair, 16, false), KindFor(&entry, 16, false));
  // Whatever the length, within a class.
  EXPECT_EQ(KindFor(&entry, 16 * 63, true), KindFor(&entry, 16 * 64, true));
  EXPECT_EQ(KindFor(&ref, 8 * 4000, true), KindFor(&pair, 16 * 2000, true));
  EXPECT_FALSE(KindFor(&bytes, 100, true)->has_references);
  EXPECT_EQ(KindFor(&entry, 16 * 2000, true)->pattern->bits[0],
            0x5555555555555555u);
}

// When there are more kinds than there is room for, any word may be a
// reference: nothing is freed too early.
TEST(HeapKindTest, TooManyKinds) {
  heap.Init();
  Cache* cache = NewCache();
  for (uint64_t i = 1; i <= kMaxKinds + 10; ++i) {
    const uint64_t refs[] = {i};
    const pag_type type = {14 * 8, refs, "one of many", nullptr, {}};
    const uintptr_t object = New(cache, type);
    const uintptr_t target = New(cache, type);
    Word(object, static_cast<size_t>(__builtin_ctzll(i))) = target;
    if (i % 1000 != 0 && i < kMaxKinds - 100) continue;
    Collect({object});
    ASSERT_EQ(heap.ObjectAt(target), target) << i;
  }
  EXPECT_EQ(n_kinds.load(), kMaxKinds);
  Collect({});
}

}  // namespace
}  // namespace pagurus
