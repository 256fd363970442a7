// Handles, registered roots, weak references, finalizers.
#include "gc/tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <unordered_map>
#include <vector>

#include "gc/address_map.h"
#include "gc/testing/harness.h"
#include "runtime/pagurus.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::Collect;
using testing::OnGoroutine;
using testing::Word;
using Reference = void PAG_REF*;

constexpr uint64_t kFirst[] = {0b1};
constinit pag_type node = {16, kFirst, "node", nullptr, {}};

uintptr_t WordOf(const void PAG_REF* p) {
  return reinterpret_cast<uintptr_t>(p);
}
uintptr_t NewNode() { return WordOf(pag_alloc(&node)); }
Reference RefOf(uintptr_t word) { return reinterpret_cast<Reference>(word); }
bool Lives(uintptr_t object) { return heap.ObjectAt(object) == object; }

class TablesTest : public ::testing::Test {
 protected:
  void SetUp() override { heap.Init(); }
  void TearDown() override {
    Collect({});
    EXPECT_EQ(pages.used_bytes(), 0u);
  }
};

TEST_F(TablesTest, HandlesKeepUntilTheyAreFreed) {
  const uintptr_t a = NewNode();
  const uintptr_t b = NewNode();
  const pag_handle h = pag_handle_create(RefOf(a));
  const pag_handle empty = pag_handle_create(nullptr);
  const pag_handle made = pag_handle_alloc(&node, 3);
  Collect({});
  EXPECT_TRUE(Lives(a));
  EXPECT_FALSE(Lives(b));
  EXPECT_TRUE(Lives(WordOf(pag_handle_get(made))));
  EXPECT_EQ(WordOf(pag_handle_get(h)), a);
  EXPECT_EQ(OnGoroutine(pag_handle_get, h), static_cast<long>(a));
  EXPECT_EQ(WordOf(pag_handle_get(empty)), 0u);
  const uintptr_t c = NewNode();
  pag_handle_set(h, RefOf(c));
  Collect({});
  EXPECT_FALSE(Lives(a));
  EXPECT_TRUE(Lives(c));
  for (pag_handle each : {h, empty, made}) pag_handle_free(each);
  Collect({});
  EXPECT_FALSE(Lives(c));
}

TEST_F(TablesTest, HandlesThatAreNoneAreFatal) {
  const pag_handle h = pag_handle_create(nullptr);
  pag_handle_free(h);
  const char kText[] = "a handle that has been freed";
  EXPECT_DEATH(pag_handle_free(h), kText);
  EXPECT_DEATH(pag_handle_get(h), kText);
  const pag_handle again = pag_handle_create(nullptr);
  EXPECT_NE(again, h);
  EXPECT_DEATH(pag_handle_set(h, nullptr), kText);
  EXPECT_DEATH(pag_handle_get(0), kText);
  EXPECT_DEATH(pag_handle_get(UINT64_MAX), kText);
  pag_handle_free(again);
}

TEST_F(TablesTest, ManyHandles) {
  std::mt19937 random(3);
  std::vector<std::pair<pag_handle, uintptr_t>> held;
  for (int i = 0; i < 5000; ++i) {
    if (held.empty() || random() % 3 != 0) {
      const uintptr_t object = NewNode();
      held.emplace_back(pag_handle_create(RefOf(object)), object);
    } else {
      std::swap(held[random() % held.size()], held.back());
      pag_handle_free(held.back().first);
      held.pop_back();
    }
  }
  Collect({});
  for (const auto& [h, object] : held) {
    ASSERT_EQ(WordOf(pag_handle_get(h)), object);
    ASSERT_TRUE(Lives(object));
    pag_handle_free(h);
  }
}

TEST_F(TablesTest, RegisteredRootsKeep) {
  static uintptr_t globals[3][2];
  pag_add_roots(globals, &node, 3);
  for (auto& global : globals) {
    global[0] = NewNode();
    global[1] = NewNode();  // no reference
  }
  Collect({});
  for (auto& global : globals) {
    EXPECT_TRUE(Lives(global[0]));
    EXPECT_FALSE(Lives(global[1]));
  }
  EXPECT_DEATH(pag_add_roots(globals, &node, 1), "added already");
  pag_remove_roots(globals);
  EXPECT_DEATH(pag_remove_roots(globals), "not been added");
  Collect({});
  EXPECT_FALSE(Lives(globals[0][0]));
  EXPECT_DEATH(pag_add_roots(reinterpret_cast<char*>(globals) + 1, &node, 1),
               "not aligned");
}

TEST_F(TablesTest, WeakReferencesReadNullOnceUnreachable) {
  const uintptr_t a = NewNode();
  const uintptr_t b = NewNode();
  Word(a, 0) = b;
  pag_weak* wa = pag_weak_create(RefOf(a));
  pag_weak* wb = pag_weak_create(RefOf(b + 8));
  pag_weak* none = pag_weak_create(nullptr);
  Collect({a});
  EXPECT_EQ(WordOf(pag_weak_get(wa)), a);
  EXPECT_EQ(OnGoroutine(pag_weak_get, wb), static_cast<long>(b + 8));
  EXPECT_EQ(WordOf(pag_weak_get(none)), 0u);
  Word(a, 0) = 0;
  Collect({a});
  EXPECT_EQ(WordOf(pag_weak_get(wa)), a);
  EXPECT_EQ(WordOf(pag_weak_get(wb)), 0u);
  EXPECT_FALSE(Lives(b));
  for (pag_weak* w : {wa, wb, none}) pag_weak_free(w);
  EXPECT_DEATH(pag_weak_free(wa), "freed twice");
  EXPECT_DEATH(pag_weak_get(wa), "has been freed");
}

TEST_F(TablesTest, ManyWeakReferences) {
  std::vector<std::pair<pag_weak*, uintptr_t>> weak;
  std::vector<uintptr_t> kept;
  for (int i = 0; i < 2000; ++i) {
    weak.emplace_back(nullptr, NewNode());
    weak.back().first = pag_weak_create(RefOf(weak.back().second));
    if (i % 3 == 0) kept.push_back(weak.back().second);
  }
  Collect(kept);
  for (size_t i = 0; i < weak.size(); ++i) {
    ASSERT_EQ(WordOf(pag_weak_get(weak[i].first)),
              i % 3 == 0 ? weak[i].second : 0);
    pag_weak_free(weak[i].first);
  }
}

// --- Finalizers ---

std::vector<uintptr_t> finalized;
uintptr_t resurrected;
void Finalize(Reference object) { finalized.push_back(WordOf(object)); }
void Resurrect(Reference object) { resurrected = WordOf(object); }

// Runs all that are queued on their goroutine.
void RunFinalizers() {
  OnGoroutine(+[] {
    heap.StartFinalizers();
    return 0l;
  });
  // It was made after that one, so it has run before a later one.
  OnGoroutine(+[] { return 0l; });
}

class FinalizerTest : public TablesTest {
 protected:
  void SetUp() override {
    TablesTest::SetUp();
    finalized.clear();
    resurrected = 0;
  }
  void TearDown() override {
    Collect({});
    RunFinalizers();
    TablesTest::TearDown();
  }
};

using List = std::vector<uintptr_t>;

TEST_F(FinalizerTest, RunOnceAndThenTheObjectGoes) {
  const uintptr_t a = NewNode();
  pag_set_finalizer(RefOf(a), Finalize);
  Collect({a});
  RunFinalizers();
  EXPECT_EQ(finalized, List{});
  Collect({});
  EXPECT_TRUE(Lives(a));
  Collect({});
  EXPECT_TRUE(Lives(a)) << "queued, so kept";
  RunFinalizers();
  EXPECT_EQ(finalized, List{a});
  Collect({});
  EXPECT_FALSE(Lives(a));
  RunFinalizers();
  EXPECT_EQ(finalized, List{a});
}

TEST_F(FinalizerTest, WhatAnObjectRefersToIsFinalizedLater) {
  const uintptr_t a = NewNode();
  const uintptr_t b = NewNode();
  const uintptr_t c = NewNode();
  Word(a, 0) = b;
  Word(b, 0) = c;
  for (uintptr_t o : {a, b}) pag_set_finalizer(RefOf(o), Finalize);
  pag_weak* wa = pag_weak_create(RefOf(a));
  pag_weak* wc = pag_weak_create(RefOf(c));
  Collect({});
  EXPECT_EQ(WordOf(pag_weak_get(wa)), 0u) << "cleared before it runs";
  EXPECT_EQ(WordOf(pag_weak_get(wc)), c) << "a finalizer may need it";
  RunFinalizers();
  EXPECT_EQ(finalized, List{a});
  Collect({});
  EXPECT_FALSE(Lives(a));
  EXPECT_TRUE(Lives(c));
  RunFinalizers();
  EXPECT_EQ(finalized, (List{a, b}));
  Collect({});
  EXPECT_FALSE(Lives(b));
  EXPECT_FALSE(Lives(c));
  EXPECT_EQ(WordOf(pag_weak_get(wc)), 0u);
  pag_weak_free(wa);
  pag_weak_free(wc);
}

TEST_F(FinalizerTest, MayMakeTheObjectReachableAgain) {
  const uintptr_t a = NewNode();
  pag_set_finalizer(RefOf(a), Resurrect);
  Collect({});
  RunFinalizers();
  ASSERT_EQ(resurrected, a);
  Collect({a});
  EXPECT_TRUE(Lives(a));
  pag_set_finalizer(RefOf(a), Finalize);
  Collect({});
  RunFinalizers();
  EXPECT_EQ(finalized, List{a}) << "a new one";
}

TEST_F(FinalizerTest, ReplacedAndTakenAway) {
  const uintptr_t a = NewNode();
  const uintptr_t b = NewNode();
  pag_set_finalizer(RefOf(a), Resurrect);
  pag_set_finalizer(RefOf(a), Finalize);
  pag_set_finalizer(RefOf(b), Finalize);
  pag_set_finalizer(RefOf(b), nullptr);
  Collect({});
  EXPECT_FALSE(Lives(b));
  RunFinalizers();
  EXPECT_EQ(finalized, List{a});
  EXPECT_EQ(resurrected, 0u);
}

TEST_F(FinalizerTest, KeepsItsObjectWhileItRuns) {
  const uintptr_t a = NewNode();
  Word(a, 0) = NewNode();
  pag_set_finalizer(RefOf(a), [](Reference object) {
    const uintptr_t word = WordOf(object);
    Collect({});
    if (Lives(word) && Lives(Word(word, 0))) finalized.push_back(word);
  });
  Collect({});
  RunFinalizers();
  EXPECT_EQ(finalized, List{a});
  Collect({});
  EXPECT_FALSE(Lives(a));
}

TEST_F(FinalizerTest, CirclesAreKept) {
  const uintptr_t a = NewNode();
  Word(a, 0) = a;
  pag_set_finalizer(RefOf(a), Finalize);
  Collect({});
  RunFinalizers();
  EXPECT_EQ(finalized, List{});
  EXPECT_TRUE(Lives(a));
  Word(a, 0) = 0;
}

TEST_F(FinalizerTest, OfATypeAndOfMany) {
  static pag_type type = {16, kFirst, "finalized", Finalize, {}};
  List all;
  for (int i = 0; i < 500; ++i) all.push_back(WordOf(pag_alloc(&type)));
  Collect({});
  RunFinalizers();
  std::sort(all.begin(), all.end());
  std::sort(finalized.begin(), finalized.end());
  EXPECT_EQ(finalized, all);
}

TEST_F(FinalizerTest, OnlyOfObjects) {
  const uintptr_t a = NewNode();
  const char kText[] = "not an object's first byte";
  EXPECT_DEATH(pag_set_finalizer(RefOf(a + 8), Finalize), kText);
  EXPECT_DEATH(pag_set_finalizer(nullptr, Finalize), kText);
  static long outside;
  EXPECT_DEATH(
      pag_set_finalizer(RefOf(reinterpret_cast<uintptr_t>(&outside)), Finalize),
      kText);
}

TEST(AddressMapTest, AsTheStandardOne) {
  std::mt19937 random(5);
  AddressMap<int> map;
  std::unordered_map<uintptr_t, int> model;
  for (int i = 0; i < 100000; ++i) {
    // Few enough for long chains.
    const uintptr_t key = 16 * (1 + random() % 700);
    const auto found = model.find(key);
    int* value = map.Find(key);
    ASSERT_EQ(value != nullptr, found != model.end());
    if (value == nullptr) {
      map.Add(key, i);
      model[key] = i;
    } else {
      ASSERT_EQ(*value, found->second);
      map.Remove(key);
      model.erase(key);
    }
    ASSERT_EQ(map.size(), model.size());
  }
  size_t n = 0;
  for (const auto& entry : map) n += entry.key != 0;
  EXPECT_EQ(n, model.size());
}

}  // namespace
}  // namespace pagurus
