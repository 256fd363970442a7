// The pinned arena: never moves, never grows without need.
#include "runtime/arena.h"

#include <string.h>
#include <sys/mman.h>

#include <set>
#include <string>

#include "arch/entries.h"
#include "gtest/gtest.h"
#include "runtime/first_chunk.h"
#include "runtime/m.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

struct Nested {
  long left;
  long bytes;
  long align;
  uintptr_t last;
  std::set<uintptr_t> chunks;
};

// One pinned local in each of `left` functions on the way down; checked on the
// way back up.
void Down(void* address, void* p) {
  auto* nested = static_cast<Nested*>(p);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(address) %
                static_cast<uintptr_t>(nested->align),
            0u);
  EXPECT_NE(reinterpret_cast<uintptr_t>(address), nested->last);
  nested->last = reinterpret_cast<uintptr_t>(address);
  nested->chunks.insert(pag_tls.g->arena_end);
  const char mark = static_cast<char>(nested->left);
  memset(address, mark, static_cast<size_t>(nested->bytes));
  if (--nested->left > 0) t_pinned(nested->bytes, nested->align, Down, p);
  const char* bytes = static_cast<char*>(address);
  const std::string expected(static_cast<size_t>(nested->bytes), mark);
  ASSERT_EQ(memcmp(bytes, expected.data(), expected.size()), 0);
}

class ArenaTest : public ::testing::TestWithParam<const char*> {
 protected:
  ArenaTest() : switches_(GetParam()) { AttachThread(); }
  WithSwitches switches_;
};

INSTANTIATE_TEST_SUITE_P(Switches, ArenaTest,
                         ::testing::Values("",
                                           "stressmove=1,poison=1,"
                                           "faultonfree=1,verify=1"));

TEST_P(ArenaTest, NestedLocalsOfAllSizes) {
  for (const long bytes : {1L, 16L, 100L, 4000L, 9000L, 100000L, 2000000L}) {
    for (const long align : {1L, 16L, 64L, 4096L}) {
      Nested nested{bytes > 10000 ? 5 : 60, bytes, align, 0, {}};
      OnGoroutine(t_pinned, bytes, align, Down, &nested);
      EXPECT_EQ(nested.left, 0);
      Nested callback{20, bytes, align, 0, {}};
      t_pinned(bytes, align, Down, &callback);
    }
  }
}

// In a loop whose callee crosses a chunk's end nothing is mapped or unmapped:
// the same chunk, kept as a spare, is used on every turn.
TEST_P(ArenaTest, NoHotSplit) {
  static std::set<void*> addresses;
  addresses.clear();
  auto fill = [](void*, void*) {
    for (int i = 0; i < 1000; ++i) {
      t_pinned(600, 16, [](void* p, void*) { addresses.insert(p); }, nullptr);
    }
  };
  OnGoroutine(t_pinned, long(kFirstChunk) - 300, 16, +fill, nullptr);
  EXPECT_EQ(addresses.size(), 1u);
}

// Two sizes in turn do not replace each other's spare for ever.
TEST_P(ArenaTest, LargeSpareServesSmallRequests) {
  static std::set<uintptr_t> ends;
  ends.clear();
  auto fill = [](void*, void*) {
    for (int i = 0; i < 100; ++i) {
      auto note = [](void*, void*) { ends.insert(pag_tls.g->arena_end); };
      t_pinned(i % 2 == 0 ? 9000 : 200000, 16, note, nullptr);
    }
  };
  OnGoroutine(t_pinned, long(kFirstChunk) - 300, 16, +fill, nullptr);
  EXPECT_LE(ends.size(), 2u);
}

TEST_P(ArenaTest, ArenaIsEmptyAfterwards) {
  Nested nested{50, 1000, 16, 0, {}};
  const uintptr_t cur = pag_tls.g->arena_cur;
  t_pinned(1000, 16, Down, &nested);
  EXPECT_EQ(pag_tls.g->arena_cur, cur);
  EXPECT_GT(nested.chunks.size(), 1u);
}

struct Limits {
  long left;
  void* hole;
  uintptr_t newest;
};

void Deeper(void*, void* p) {
  auto* limits = static_cast<Limits*>(p);
  EXPECT_LE(pag_tls.g->arena_end, limits->newest);
  limits->newest = pag_tls.g->arena_end;
  if (--limits->left > 0) t_pinned(3000, 16, Deeper, p);
}

// Whoever gives its bytes back leaves arena_end alone, so it must never be too
// high: each chunk lies below the older ones even where the kernel has a hole
// above them, and the next allocation finds its own chunk again.
TEST_P(ArenaTest, ALimitLeftBehindIsTooLowNeverTooHigh) {
  constexpr size_t kHole = size_t{1} << 22;
  Limits limits{60,
                mmap(nullptr, kHole, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
                0};
  auto outer = [](void*, void* p) {
    auto* limits = static_cast<Limits*>(p);
    munmap(limits->hole, kHole);
    const uintptr_t cur = pag_tls.g->arena_cur;
    const uintptr_t oldest = pag_tls.g->arena_end;
    limits->newest = oldest;
    t_pinned(3000, 16, Deeper, p);
    EXPECT_LT(limits->newest, oldest);
    EXPECT_EQ(pag_tls.g->arena_cur, cur);
    static uintptr_t address;
    t_pinned(
        16, 16,
        [](void* a, void*) { address = reinterpret_cast<uintptr_t>(a); },
        nullptr);
    EXPECT_EQ(address, cur);
    EXPECT_EQ(pag_tls.g->arena_end, oldest);
  };
  OnGoroutine(t_pinned, 600, 16, +outer, &limits);
  EXPECT_EQ(limits.left, 0);
}

// A mark may have been taken before there was a chunk (a variable-length array,
// setjmp); given back to, it must not pass for room.
TEST_P(ArenaTest, AMarkFromBeforeTheFirstChunk) {
  auto use = [](void* p) {
    EXPECT_EQ(pag_tls.g->arena_cur, kNoChunk);
    static std::set<void*> addresses;
    addresses.clear();
    auto note = [](void* a, void*) { addresses.insert(a); };
    for (int i = 0; i < 3; ++i) t_pinned(100, 16, note, p);
    EXPECT_EQ(pag_tls.g->arena_cur, kNoChunk);
    EXPECT_EQ(addresses.size(), 1u);
    EXPECT_EQ(addresses.count(nullptr), 0u);
  };
  OnGoroutine(+use, nullptr);
}

// First chunks overlap nothing, and none is mapped while there are free ones.
TEST(FirstChunkTest, AreUsedAgain) {
  AttachThread();
  M* m = pag_tls.m;
  std::set<ArenaChunk*> taken;
  uintptr_t last = 0;
  constexpr size_t kMany = 1000;
  while (taken.size() < kMany) {
    ArenaChunk* chunk = TakeFirstChunk(m);
    ASSERT_NE(chunk, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(chunk + 1),
              chunk->begin + kFirstChunk);
    EXPECT_EQ(chunk->mapped, kFirstChunk);
    EXPECT_EQ(chunk->next, nullptr);
    memset(reinterpret_cast<void*>(chunk->begin), 0xaa,
           kFirstChunk - sizeof(ArenaChunk));
    ASSERT_TRUE(taken.insert(chunk).second);
  }
  for (ArenaChunk* chunk : taken) {
    EXPECT_GE(chunk->begin, last);
    last = chunk->begin + kFirstChunk;
  }
  for (ArenaChunk* chunk : taken) GiveFirstChunk(m, chunk);
  std::set<ArenaChunk*> again;
  while (again.size() < kMany) again.insert(TakeFirstChunk(m));
  // All but a slab of those that were left over before.
  size_t others = 0;
  for (ArenaChunk* chunk : again) others += taken.count(chunk) == 0;
  EXPECT_LE(others, 128u);
  for (ArenaChunk* chunk : again) GiveFirstChunk(m, chunk);
  GiveSpareChunks(m);
  EXPECT_EQ(m->spare_chunks, nullptr);
  EXPECT_EQ(m->n_spare_chunks, 0u);
}

TEST(ArenaDeathTest, ImpossibleSize) {
  AttachThread();
  auto use = [](void*, void*) {};
  EXPECT_EXIT(t_pinned(1L << 62, 16, +use, nullptr),
              ::testing::ExitedWithCode(2), "no memory for pinned locals");
  EXPECT_EXIT(__pag_arena_grow_native(~uintptr_t{100}, 16),
              ::testing::ExitedWithCode(2), "a local variable's size");
}

}  // namespace
}  // namespace pagurus
