// Allocation as programs see it: the functions of pagurus_gc.h, on goroutines
// and on threads without one.
#include "gc/alloc.h"

#include <gtest/gtest.h>
#include <string.h>

#include <set>
#include <vector>

#include "arch/entries.h"
#include "gc/pacer.h"
#include "gc/testing/harness.h"
#include "runtime/pagurus.h"
#include "runtime/sched/sched.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::Word;

constexpr uint64_t kFirst[] = {0b1};
constexpr uint64_t kBoth[] = {0b11};

uintptr_t WordOf(const void PAG_REF* p) {
  return reinterpret_cast<uintptr_t>(p);
}
uintptr_t Alloc(pag_type* type) {
  return static_cast<uintptr_t>(OnGoroutine(pag_alloc, type));
}
uintptr_t AllocArray(pag_type* type, size_t n) {
  return static_cast<uintptr_t>(OnGoroutine(pag_alloc_array, type, n));
}

// Collections that the tests' allocations ask for.
std::vector<uintptr_t> roots;
int collections = 0;
void CollectForTest(CollectReason) {
  ++collections;
  // What a slow path has left is a root (heap.h).
  if (pag_tls.g != nullptr) {
    roots.push_back(pag_tls.g->sched.ret);
    testing::Mark(roots);
    roots.pop_back();
  } else {
    testing::Mark(roots);
  }
}

class AllocTest : public ::testing::Test {
 protected:
  void SetUp() override {
    heap.Init();
    collections = 0;
    roots.clear();
  }
  void TearDown() override {
    heap.InstallCollector(nullptr);
    testing::Collect({});
    EXPECT_EQ(pages.used_bytes(), 0u);
  }
};

TEST_F(AllocTest, FastPathCutsOffCellsSideBySide) {
  static pag_type type = {24, kFirst, "three words", nullptr, {}};
  std::vector<uintptr_t> objects;
  for (int i = 0; i < 1000; ++i) objects.push_back(Alloc(&type));
  for (size_t i = 0; i < objects.size(); ++i) {
    ASSERT_NE(objects[i], 0u);
    ASSERT_EQ(heap.ObjectAt(objects[i] + 23), objects[i]);
    for (size_t w = 0; w < 3; ++w) {
      ASSERT_EQ(Word(objects[i], w), 0u);
      Word(objects[i], w) = i;
    }
  }
  EXPECT_EQ(std::set<uintptr_t>(objects.begin(), objects.end()).size(), 1000u);
  // 341 of them fit into a page.
  EXPECT_EQ(objects[1], objects[0] + 24);
  EXPECT_EQ(objects[340], objects[0] + 24 * 340);
  EXPECT_EQ(pag_tls.g->sched.ret, 0u);
}

// Finding out which kind a type of 512 words has takes longer than the rest of
// the slow path, which comes for every eighth of its objects (alloc_4KB).
TEST_F(AllocTest, KindsAreFoundOutOnce) {
  static constexpr uint64_t refs[8] = {1, 0, 0, 0, 0, 0, 0, 1};
  static pag_type types[] = {
      {24, kFirst, "three words", nullptr, {}},
      {32, kBoth, "four words", nullptr, {}},
      {4096, refs, "512 words", nullptr, {}},
  };
  for (pag_type& type : types) {
    EXPECT_EQ(KnownKind(&type, type.size, false), nullptr);
    ASSERT_NE(Alloc(&type), 0u);
    EXPECT_EQ(KnownKind(&type, type.size, false),
              KindFor(&type, type.size, false));
    for (size_t n = 1; type.size * n <= kMaxSmall; ++n) {
      const size_t bytes = type.size * n;
      ASSERT_NE(AllocArray(&type, n), 0u);
      ASSERT_EQ(KnownKind(&type, bytes, true), KindFor(&type, bytes, true))
          << bytes;
    }
  }
  // Which has a table of its own, and no need.
  static pag_type plain = {24, nullptr, "plain", nullptr, {}};
  for (size_t n : {1, 10, 1000}) {
    ASSERT_NE(AllocArray(&plain, n), 0u);
    EXPECT_EQ(KnownKind(&plain, plain.size * n, true), nullptr);
  }
}

// Every other cell is free: each run is one cell, and the next one is found
// without the slow path.
TEST_F(AllocTest, FastPathGoesFromRunToRun) {
  static pag_type type = {48, kFirst, "six words", nullptr, {}};
  std::vector<uintptr_t> objects;
  for (int i = 0; i < 170; ++i) objects.push_back(Alloc(&type));
  std::vector<uintptr_t> kept;
  for (size_t i = 0; i < objects.size(); ++i) {
    memset(reinterpret_cast<void*>(objects[i] + 8), 0xff, 40);
    Word(objects[i], 0) = 0;
    if (i % 2 == 0) kept.push_back(objects[i]);
  }
  testing::Collect(kept);
  const uint64_t before = AllocatedBytes();
  for (size_t i = 1; i < objects.size(); i += 2) {
    const uintptr_t object = Alloc(&type);
    ASSERT_EQ(object, objects[i]);
    for (size_t w = 0; w < 6; ++w) ASSERT_EQ(Word(object, w), 0u) << w;
    // Only the first went through the slow path.
    ASSERT_EQ(AllocatedBytes() - before, 85u * 48);
  }
  EXPECT_NE(Alloc(&type), 0u);
}

TEST_F(AllocTest, CellsOfEightBytes) {
  static pag_type type = {8, nullptr, "word", nullptr, {}};
  std::vector<uintptr_t> kept;
  std::vector<uintptr_t> gone;
  for (int i = 0; i < 1024; ++i) {
    const uintptr_t object = Alloc(&type);
    Word(object, 0) = 1;
    (i % 3 == 0 ? kept : gone).push_back(object);
  }
  testing::Collect(kept);
  for (uintptr_t expected : gone) {
    const uintptr_t object = Alloc(&type);
    ASSERT_EQ(object, expected);
    ASSERT_EQ(Word(object, 0), 0u);
  }
}

TEST_F(AllocTest, ArraysAndBytesOfAllLengths) {
  static pag_type pair = {16, kBoth, "pair", nullptr, {}};
  static pag_type odd = {24, kFirst, "odd", nullptr, {}};
  static pag_type plain = {4, nullptr, "plain", nullptr, {}};
  for (pag_type* type : {&pair, &odd, &plain}) {
    for (int twice = 0; twice < 2; ++twice) {
      for (size_t n = 0; n < 100; n += 1 + n / 20) {
        const uintptr_t object = AllocArray(type, n);
        ASSERT_GE(heap.SizeAt(object), type->size * n);
        ASSERT_EQ(object % (type->size % 16 == 0 && n != 0 ? 16 : 8), 0u);
        memset(reinterpret_cast<void*>(object), 0xff, type->size * n);
        const bool references = pages.SpanAt(object)->has_references;
        ASSERT_EQ(references, type->refs != nullptr);
        memset(reinterpret_cast<void*>(object), 0, type->size * n);
      }
    }
  }
  for (size_t n = 0; n < 70000; n += 1 + n / 9) {
    const auto object = static_cast<uintptr_t>(OnGoroutine(pag_alloc_bytes, n));
    ASSERT_GE(heap.SizeAt(object), n);
    ASSERT_EQ(object % (n > 8 ? 16 : 8), 0u);
    ASSERT_FALSE(pages.SpanAt(object)->has_references);
    for (size_t i = 0; i < n; ++i) {
      ASSERT_EQ(reinterpret_cast<char*>(object)[i], 0);
    }
    memset(reinterpret_cast<void*>(object), 0xff, n);
  }
}

// An array's references are found up to its end, of large ones, too.
TEST_F(AllocTest, ArraysKeepWhatTheyReferTo) {
  static pag_type odd = {24, kFirst, "odd", nullptr, {}};
  for (size_t n : {2, 40, 43, 1000, 5000}) {
    const uintptr_t array = AllocArray(&odd, n);
    std::vector<uintptr_t> targets;
    for (size_t i = 0; i < n; ++i) {
      targets.push_back(Alloc(&odd));
      Word(array, 3 * i) = targets.back();
      // No reference.
      Word(array, 3 * i + 1) = Alloc(&odd);
    }
    const uint64_t bytes = testing::Mark({array});
    EXPECT_EQ(bytes, heap.SizeAt(array) + 24 * n) << n;
    heap.FinishSweep();
    for (uintptr_t t : targets) ASSERT_EQ(heap.ObjectAt(t), t);
  }
}

TEST_F(AllocTest, NativeCodeAndThreadsWithoutP) {
  static pag_type type = {32, kBoth, "four words", nullptr, {}};
  std::set<uintptr_t> objects;
  auto allocate = [&] {
    for (int i = 0; i < 300; ++i) objects.insert(WordOf(pag_alloc(&type)));
  };
  allocate();
  std::thread(allocate).join();
  objects.insert(Alloc(&type));
  EXPECT_EQ(objects.size(), 601u);
  for (uintptr_t o : objects) ASSERT_EQ(heap.ObjectAt(o), o);
}

TEST_F(AllocTest, CollectionsComeWhenTheyAreDue) {
  static pag_type type = {1024, nullptr, "kilobyte", nullptr, {}};
  heap.InstallCollector(CollectForTest);
  for (int i = 0; i < 40 << 10; ++i) {
    ASSERT_NE(WordOf(pag_alloc(&type)), 0u);
  }
  // 40 MiB, of which nothing lives, by 4 MiB.
  EXPECT_GE(collections, 8);
  EXPECT_LE(collections, 11);
  EXPECT_LE(pages.used_bytes(), uint64_t{6} << 20);
  // With 20 MiB that live, and half of that.
  collections = 0;
  pag_set_gc_percent(50);
  for (int i = 0; i < 20 << 10; ++i) roots.push_back(WordOf(pag_alloc(&type)));
  CollectForTest(CollectReason::kDue);
  collections = 0;
  for (int i = 0; i < 41 << 10; ++i) pag_alloc(&type);
  EXPECT_GE(collections, 3);
  EXPECT_LE(collections, 5);
  pag_set_gc_percent(100);
}

TEST_F(AllocTest, LimitIsKeptByCollecting) {
  static pag_type type = {1024, nullptr, "kilobyte", nullptr, {}};
  static pag_type large = {uint64_t{1} << 20, nullptr, "large", nullptr, {}};
  heap.InstallCollector(CollectForTest);
  pag_set_gc_percent(-1);
  pag_set_gc_limit(uint64_t{8} << 20);
  for (int i = 0; i < 6 << 10; ++i) roots.push_back(WordOf(pag_alloc(&type)));
  for (int i = 0; i < 20 << 10; ++i) {
    ASSERT_NE(WordOf(pag_alloc(&type)), 0u);
    ASSERT_LE(pages.used_bytes(), uint64_t{8} << 20);
  }
  EXPECT_LE(collections, 200);
  EXPECT_EQ(WordOf(pag_try_alloc(&large, 3)), 0u);
  roots.clear();
  EXPECT_NE(WordOf(pag_try_alloc(&large, 3)), 0u);
  EXPECT_EQ(WordOf(pag_try_alloc(&large, SIZE_MAX / 2)), 0u);
  EXPECT_EQ(pag_set_gc_limit(0), uint64_t{8} << 20);
  EXPECT_EQ(pag_set_gc_percent(100), -1);
}

TEST_F(AllocTest, OutOfMemoryIsSaid) {
  static pag_type large = {
      uint64_t{1} << 20, nullptr, "large thing", nullptr, {}};
  EXPECT_DEATH(
      {
        pag_set_gc_limit(uint64_t{1} << 20);
        pag_alloc_array(&large, 2);
      },
      "an object of 2097152 bytes \\(large thing\\) is wanted; the heap has 0 "
      "bytes.*limit is 1048576\n.*fatal error: out of memory");
}

TEST_F(AllocTest, UnalignedElementsWithReferencesAreRefused) {
  static pag_type type = {12, kFirst, "unaligned", nullptr, {}};
  EXPECT_NE(WordOf(pag_alloc(&type)), 0u);
  EXPECT_DEATH(pag_alloc_array(&type, 2), "no multiple of 8");
  EXPECT_DEATH(pag_alloc_array(&type, 20000), "no multiple of 8");
}

TEST_F(AllocTest, Statistics) {
  static pag_type type = {64, nullptr, "line", nullptr, {}};
  pag_gc_stats before;
  pag_get_gc_stats(&before, sizeof before);
  const uintptr_t kept = Alloc(&type);
  for (int i = 0; i < 999; ++i) Alloc(&type);
  testing::Collect({kept});
  heap.NotePause(Heap::kBegin, 30);
  heap.NotePause(Heap::kBegin, 20);
  heap.NotePause(Heap::kWhole, 10);
  pag_gc_stats after;
  pag_get_gc_stats(&after, sizeof after);
  EXPECT_EQ(after.live_bytes, 64u);
  EXPECT_EQ(after.live_objects, 1u);
  EXPECT_EQ(after.heap_bytes, kPageBytes);
  EXPECT_EQ(after.spans, 1u);
  EXPECT_EQ(after.collections, before.collections + 1);
  EXPECT_EQ(after.pause_total_ns, before.pause_total_ns + 60);
  EXPECT_EQ(after.pauses, before.pauses + 3);
  EXPECT_GE(after.pause_max_ns, 30u);
  EXPECT_EQ(after.pause_begin_max_ns, 30u);
  EXPECT_EQ(after.pause_begin_last_ns, 20u);
  EXPECT_EQ(after.pause_end_max_ns, 0u);
  // By spans: 1024 cells.
  EXPECT_EQ(after.allocated_objects - before.allocated_objects, 1024u);
  EXPECT_EQ(after.allocated_bytes - before.allocated_bytes, 65536u);
  // A smaller struct of an older program, and a larger one of a newer.
  memset(&before, 0xff, sizeof before);
  pag_get_gc_stats(&before, 8);
  EXPECT_EQ(before.live_bytes, 64u);
  EXPECT_EQ(before.live_objects, UINT64_MAX);
}

// While a thread is between __pag_alloc_begin and _end, preemption leaves it
// alone: the entries are in there, and code of others is not.
TEST_F(AllocTest, WhereNoSignalMayStop) {
  for (auto* entry : {reinterpret_cast<void*>(pag_alloc),
                      reinterpret_cast<void*>(pag_alloc_array),
                      reinterpret_cast<void*>(pag_alloc_bytes),
                      reinterpret_cast<void*>(pag_weak_get)}) {
    EXPECT_TRUE(IsAllocating(reinterpret_cast<uintptr_t>(entry)));
  }
  EXPECT_FALSE(IsAllocating(reinterpret_cast<uintptr_t>(t_recurse)));
  EXPECT_FALSE(IsAllocating(reinterpret_cast<uintptr_t>(__pag_alloc_end)));
}

// A goroutine whose M has lost its P for a moment allocates all the same.
TEST_F(AllocTest, WithoutAPForAMoment) {
  static pag_type type = {80, kFirst, "ten words", nullptr, {}};
  Alloc(&type);
  P* const p = pag_tls.m->p.exchange(nullptr);
  const uintptr_t without = WordOf(pag_alloc(&type));
  pag_tls.m->p.store(p);
  const uintptr_t with = Alloc(&type);
  ASSERT_NE(without, 0u);
  EXPECT_NE(pages.SpanAt(without), pages.SpanAt(with));
}

}  // namespace
}  // namespace pagurus
