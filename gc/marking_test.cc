// Marking beside mutators.  A shadow of the graph, as in heap_test.cc, knows
// what is reachable: freed too early fails, and so does kept too long, which is
// longer than the end of the first cycle that began when it was unreachable.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <random>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "gc/assist.h"
#include "gc/heap.h"
#include "gc/sweep.h"
#include "gc/tables.h"
#include "gc/testing/harness.h"
#include "gc/verify.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

using testing::New;
using testing::Word;

constexpr uint64_t kPair[] = {0b110};
constexpr uint64_t kWide[] = {uint64_t{1} << 1, 0, uint64_t{1} << 62, 0};
constexpr uint64_t kLarge[(5000 + 63) / 64] = {0b110};
const pag_type pair_type = {24, kPair, "pair", nullptr, {}};
const pag_type wide_type = {193 * 8, kWide, "wide", nullptr, {}};
const pag_type large_type = {5000 * 8, kLarge, "large", nullptr, {}};

void Store(uintptr_t object, size_t i, uintptr_t word) {
  __atomic_store_n(&Word(object, i), word, __ATOMIC_RELAXED);
}

struct Node {
  uint64_t number;
  size_t places[2];
  Node* to[2];
  uintptr_t object;
  bool reached;
  bool dead;  // unreachable when this cycle began, and ever since
};

struct Held {
  pag_handle handle;
  Node* node;
};
struct Watched {
  pag_weak* weak;
  Node* node;
};

class Tables {
 public:
  Tables() { Enter(&tables_lock); }
  ~Tables() { Leave(&tables_lock); }
};

// What a barrier does: the words that are overwritten while it is on.
class Notes {
 public:
  void Note(uintptr_t word) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (on_ && word != 0) words_.push_back(word);
  }
  void Switch(bool on) {
    std::lock_guard<std::mutex> lock(mutex_);
    on_ = on;
    words_.clear();
  }
  bool Take(Marker* marker) {
    std::vector<uintptr_t> words;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      words.swap(words_);
    }
    for (uintptr_t word : words) marker->Mark(word);
    return !words.empty();
  }

 private:
  std::mutex mutex_;
  bool on_ = false;
  std::vector<uintptr_t> words_;
};

class Mutator {
 public:
  Mutator(uint32_t seed, Notes* notes)
      : random_(seed), notes_(notes), cache_(NewCache()), roots_(10) {
    number_ = uint64_t{seed} << 40;
  }

  void Step() {
    Node*& root = roots_[random_() % roots_.size()];
    switch (random_() % 12) {
      case 0:
        root = nullptr;
        break;
      case 1:
        root = roots_[random_() % roots_.size()];
        break;
      case 2:
        Set(Walk(root), nullptr);
        break;
      case 3:
        Set(Walk(root), Walk(roots_[random_() % roots_.size()]));
        break;
      case 4:
        // Out of the graph, onto the stack.
        root = Walk(root);
        break;
      case 5: {
        // The last reference moves into a new object.
        Node* node = Walk(root);
        root = NewNode();
        Set(root, node);
        break;
      }
      case 6:
        Hold(root);
        root = nullptr;
        break;
      case 7:
        root = LetGo();
        break;
      case 8:
        Watch(Walk(root));
        break;
      case 9:
        if (Node* node = LookAt()) root = node;
        break;
      default: {
        Node* node = NewNode();
        if (random_() % 4 != 0) Set(node, root);
        root = node;
      }
    }
  }

  // The cycle begins: what is on the "stack" is visited, and what is
  // unreachable now must be free at the end.
  void Begin(Marker* marker) {
    for (Node* root : roots_) {
      if (root != nullptr) marker->Mark(root->object);
    }
    Reach();
    for (auto& node : nodes_) {
      node->dead = !node->reached;
      node->reached = false;
    }
  }

  // It has ended, and all has been swept.
  void Check() {
    Reach();
    std::vector<std::unique_ptr<Node>> rest;
    for (Watched& w : watched_) {
      Tables tables;
      const uintptr_t word = WeakObject(w.weak);
      if (w.node == nullptr) continue;
      if (w.node->reached) ASSERT_EQ(word, w.node->object) << "cleared early";
      if (w.node->dead) ASSERT_EQ(word, 0u) << "not cleared";
      if (w.node->dead) w.node = nullptr;
    }
    for (auto& node : nodes_) {
      if (node->reached) {
        ASSERT_FALSE(node->dead);
        ASSERT_EQ(heap.ObjectAt(node->object), node->object) << "freed early";
        ASSERT_EQ(Word(node->object, 0), node->number) << "overwritten";
        for (int i = 0; i < 2; ++i) {
          ASSERT_EQ(Word(node->object, node->places[i]),
                    node->to[i] == nullptr ? 0 : node->to[i]->object);
        }
      } else if (node->dead) {
        // Another may have its place by now.
        ASSERT_FALSE(heap.ObjectAt(node->object) == node->object &&
                     Word(node->object, 0) == node->number)
            << "kept too long";
        continue;
      }
      node->reached = false;
      rest.push_back(std::move(node));
    }
    nodes_.swap(rest);
  }

  void Drop() {
    roots_.assign(roots_.size(), nullptr);
    while (!held_.empty()) LetGo();
    Tables tables;
    for (Watched& w : watched_) FreeWeak(w.weak);
    watched_.clear();
  }

 private:
  void Reach() {
    for (Node* root : roots_) ReachFrom(root, &Node::reached, true);
    for (const Held& held : held_) ReachFrom(held.node, &Node::reached, true);
  }
  static void ReachFrom(Node* from, bool Node::* flag, bool value) {
    std::vector<Node*> stack = {from};
    while (!stack.empty()) {
      Node* node = stack.back();
      stack.pop_back();
      if (node == nullptr || node->*flag == value) continue;
      node->*flag = value;
      for (Node* to : node->to) stack.push_back(to);
    }
  }
  Node* NewNode() {
    const uint32_t r = random_() % 200;
    const pag_type& type = r == 0 ? large_type : r < 10 ? wide_type : pair_type;
    const size_t second = r == 0 || r >= 10 ? 2 : 190;
    const uintptr_t object = New(cache_, type);
    for (size_t w = 0; w < type.size / 8; ++w) EXPECT_EQ(Word(object, w), 0u);
    Store(object, 0, ++number_);
    nodes_.push_back(std::make_unique<Node>(
        Node{number_, {1, second}, {}, object, false, false}));
    return nodes_.back().get();
  }
  Node* Walk(Node* node) {
    for (uint32_t n = random_() % 8; node != nullptr && n > 0; --n) {
      Node* to = node->to[random_() % 2];
      if (to == nullptr) break;
      node = to;
    }
    return node;
  }
  void Set(Node* node, Node* to) {
    if (node == nullptr) return;
    const size_t i = random_() % 2;
    node->to[i] = to;
    notes_->Note(Word(node->object, node->places[i]));
    Store(node->object, node->places[i], to == nullptr ? 0 : to->object);
  }
  void Hold(Node* node) {
    if (node == nullptr || held_.size() > 30) return;
    Tables tables;
    if (!held_.empty() && random_() % 4 == 0) {
      Held& held = held_[random_() % held_.size()];
      SetHandle(held.handle, node->object);
      held.node = node;
      return;
    }
    held_.push_back({NewHandle(node->object), node});
  }
  Node* LetGo() {
    if (held_.empty()) return nullptr;
    Tables tables;
    std::swap(held_[random_() % held_.size()], held_.back());
    const Held held = held_.back();
    held_.pop_back();
    EXPECT_EQ(HandleObject(held.handle), held.node->object);
    FreeHandle(held.handle);
    return held.node;
  }
  void Watch(Node* node) {
    if (node == nullptr || watched_.size() > 50) return;
    Tables tables;
    watched_.push_back({NewWeak(node->object), node});
  }
  // An object that only a weak reference leads to may be found by it.
  Node* LookAt() {
    if (watched_.empty()) return nullptr;
    Tables tables;
    std::swap(watched_[random_() % watched_.size()], watched_.back());
    const Watched w = watched_.back();
    const uintptr_t word = WeakObject(w.weak);
    if (random_() % 3 == 0) {
      FreeWeak(w.weak);
      watched_.pop_back();
    }
    if (word == 0) return nullptr;
    EXPECT_EQ(word, w.node->object);
    ReachFrom(w.node, &Node::dead, false);
    return w.node;
  }

  std::mt19937 random_;
  Notes* notes_;
  Cache* cache_;
  uint64_t number_;
  std::vector<Node*> roots_;
  std::vector<Held> held_;
  std::vector<Watched> watched_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

class MarkingTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    heap.Init();
    switches.poison = GetParam();
    testing::Collect({});
    baseline_ = pages.used_bytes();
  }
  void TearDown() override {
    testing::Collect({});
    EXPECT_EQ(pages.used_bytes(), baseline_);
    switches.poison = 0;
  }
  uint64_t baseline_;
  Notes notes_;
};

// One thread: a step of the marker's, some of the mutator's, as the seed has
// it.
TEST_P(MarkingTest, StepByStep) {
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    std::mt19937 random(seed);
    Mutator mutator(seed, &notes_);
    for (int cycle = 0; cycle < 40; ++cycle) {
      for (int i = random() % 300; i > 0; --i) mutator.Step();
      heap.FinishSweep();
      ASSERT_STREQ(VerifyHeap(), nullptr);
      MarkWork work(1, true);
      heap.StartCycle(&work);
      notes_.Switch(true);
      Marker marker(&work);
      mutator.Begin(&marker);
      const uint32_t roots_at = random() % 40;
      for (uint32_t n = 0;; ++n) {
        if (random() % 2 == 0) mutator.Step();
        if (n == roots_at) heap.MarkRoots(&marker);
        if (random() % 8 == 0) notes_.Take(&marker);
        if (random() % 8 == 0) heap.MarkShaded(&marker);
        if (random() % 2 == 0 && !marker.DrainSome(1 + random() % 3) &&
            n > roots_at && random() % 4 == 0) {
          break;
        }
      }
      heap.PauseMarking();
      if (random() % 4 == 0) {
        heap.ResumeMarking(&work);
        for (int i = 0; i < 20; ++i) mutator.Step();
        heap.PauseMarking();
      }
      notes_.Take(&marker);
      heap.MarkShaded(&marker);
      marker.Drain();
      notes_.Switch(false);
      heap.EndMarking();
      for (int i = random() % 20; i > 0; --i) mutator.Step();
      heap.FinishCycle(&work);
      for (int i = random() % 200; i > 0; --i) mutator.Step();
      heap.FinishSweep();
      ASSERT_STREQ(VerifyHeap(), nullptr);
      mutator.Check();
      if (HasFatalFailure()) FAIL() << "seed " << seed << ", cycle " << cycle;
    }
    mutator.Drop();
  }
}

// Threads mutate and allocate while two mark, and one assists.
TEST_P(MarkingTest, Threads) {
  std::vector<std::unique_ptr<Mutator>> mutators;
  for (uint32_t t = 0; t < 2; ++t) {
    mutators.push_back(std::make_unique<Mutator>(200 + t, &notes_));
  }
  std::shared_mutex world;
  std::atomic<bool> done{false};
  std::atomic<uint64_t> steps{0};
  std::vector<std::thread> threads;
  for (auto& mutator : mutators) {
    threads.emplace_back([&] {
      while (!done.load()) {
        {
          std::shared_lock<std::shared_mutex> running(world);
          for (int i = 0; i < 10; ++i) mutator->Step();
        }
        AssistOrWait(size_t{1} << 30);
        if (steps.fetch_add(10) % 1000 < 10) std::this_thread::yield();
      }
    });
  }
  for (int cycle = 0; cycle < 60 && !HasFatalFailure(); ++cycle) {
    for (const uint64_t last = steps.load(); steps.load() < last + 500;) {
      std::this_thread::yield();
    }
    heap.FinishSweep();
    MarkWork work(2, true);
    {
      std::unique_lock<std::shared_mutex> stopped(world);
      heap.StartCycle(&work);
      notes_.Switch(true);
      Marker marker(&work);
      for (auto& mutator : mutators) mutator->Begin(&marker);
      marker.Leave();
    }
    std::thread other([&] {
      Marker marker(&work);
      heap.MarkRoots(&marker);
      marker.Drain();
    });
    Marker marker(&work);
    while (notes_.Take(&marker)) marker.DrainSome(10);
    marker.Drain();
    other.join();
    std::unique_lock<std::shared_mutex> stopped(world);
    heap.PauseMarking();
    work.NextRound(1);
    Marker last(&work);
    notes_.Take(&last);
    heap.MarkShaded(&last);
    last.Drain();
    notes_.Switch(false);
    heap.EndMarking();
    stopped.unlock();
    heap.FinishCycle(&work);
    stopped.lock();
    heap.FinishSweep();
    EXPECT_STREQ(VerifyHeap(), nullptr);
    for (auto& mutator : mutators) mutator->Check();
  }
  done.store(true);
  for (std::thread& t : threads) t.join();
  for (auto& mutator : mutators) mutator->Drop();
}

INSTANTIATE_TEST_SUITE_P(Poison, MarkingTest, ::testing::Bool());

}  // namespace
}  // namespace pagurus
