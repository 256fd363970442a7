// What a P runs next: in which order, and that nobody waits for ever.
#include "runtime/sched/p.h"

#include <memory>
#include <vector>

#include "gtest/gtest.h"

namespace pagurus {
namespace {

G gs[3000];

TEST(PTest, FewNewGoroutinesRunInTheirOrder) {
  auto p = std::make_unique<P>();
  for (uint32_t i = 0; i < kLongQueue; ++i) p->PushNew(&gs[i]);
  for (uint32_t i = 0; i < kLongQueue; ++i) ASSERT_EQ(p->PopQueued(), &gs[i]);
  EXPECT_EQ(p->PopQueued(), nullptr);
}

TEST(PTest, OfManyTheNewestRunsFirst) {
  auto p = std::make_unique<P>();
  for (uint32_t i = 0; i < kLongQueue + 3; ++i) p->PushNew(&gs[i]);
  EXPECT_EQ(p->queued(), kLongQueue + 3);
  for (uint32_t i = kLongQueue + 3; i-- > kLongQueue;) {
    ASSERT_EQ(p->PopQueued(), &gs[i]);
  }
  EXPECT_EQ(p->PopQueued(), &gs[0]);
}

// Each creates ten more, `depth` times over: a tree.
TEST(PTest, ATreeIsAsWideAsItIsDeep) {
  constexpr int kFan = 10;
  auto p = std::make_unique<P>();
  // G::id is the depth that is left; a G runs once, and is used again.
  std::vector<G*> unused;
  for (G& g : gs) unused.push_back(&g);
  auto create = [&](uint64_t depth) {
    ASSERT_FALSE(unused.empty());
    G* g = unused.back();
    unused.pop_back();
    g->id = depth;
    p->PushNew(g);
  };
  create(4);
  uint32_t widest = 0, ran = 0;
  while (G* g = p->PopQueued()) {
    ++ran;
    const uint64_t depth = g->id;
    unused.push_back(g);
    for (int i = 0; depth != 0 && i < kFan; ++i) create(depth - 1);
    if (p->queued() > widest) widest = p->queued();
  }
  EXPECT_EQ(ran, 11111);
  // Level by level it would be 10,000.
  EXPECT_LT(widest, 1000);
}

// Of goroutines that create one each and end, while others yield.
TEST(PTest, AChainOfNewOnesKeepsNobodyWaiting) {
  auto p = std::make_unique<P>();
  for (uint32_t i = 0; i < kLongQueue + 2; ++i) p->PushNew(&gs[i]);
  const G* const ready = &gs[0];
  const G* const oldest_new = &gs[kLongQueue];
  bool ready_ran = false, oldest_new_ran = false;
  uint32_t next = kLongQueue + 2;
  for (uint32_t turn = 0; turn < 100 * kLongQueue; ++turn) {
    G* g = p->PopQueued();
    ASSERT_NE(g, nullptr);
    ready_ran |= g == ready;
    oldest_new_ran |= g == oldest_new;
    if (g < &gs[kLongQueue]) {
      p->queue.Push(g);  // it yields
    } else {
      p->PushNew(&gs[kLongQueue + 2 + next++ % 1000]);
    }
  }
  EXPECT_TRUE(ready_ran);
  EXPECT_TRUE(oldest_new_ran);
}

}  // namespace
}  // namespace pagurus
