// The run queue: order, growth, taking from the middle and from the end.
#include "runtime/sched/run_queue.h"

#include <deque>
#include <random>

#include "gtest/gtest.h"

namespace pagurus {
namespace {

// Gs that are only told apart; Pop looks at their `sched` to fetch it.
G gs[5000];

TEST(RunQueueTest, IsADequeWhateverItsSize) {
  RunQueue queue;
  std::deque<G*> model;
  std::mt19937 random(1);
  size_t next = 0;
  // Long runs of one kind, so that it grows when its head is anywhere.
  for (int run = 0; run < 3000; ++run) {
    const unsigned kind = random() % 8;
    const unsigned n = random() % 400;
    for (unsigned i = 0; i < n; ++i) {
      if (kind < 3 && model.size() < 4000) {
        G* g = &gs[next++ % 5000];
        queue.Push(g);
        model.push_back(g);
      } else if (kind == 3 && !model.empty()) {
        const size_t at = random() % model.size();
        EXPECT_EQ(queue.Take(static_cast<uint32_t>(at)), model[at]);
        model[at] = model.back();
        model.pop_back();
      } else if (kind == 4) {
        G* expected = model.empty() ? nullptr : model.back();
        if (!model.empty()) model.pop_back();
        ASSERT_EQ(queue.PopNewest(), expected);
      } else {
        G* expected = model.empty() ? nullptr : model.front();
        if (!model.empty()) model.pop_front();
        ASSERT_EQ(queue.Pop(), expected);
      }
      ASSERT_EQ(queue.size(), model.size());
    }
  }
  queue.Clear();
  EXPECT_EQ(queue.Pop(), nullptr);
  EXPECT_EQ(queue.PopNewest(), nullptr);
}

}  // namespace
}  // namespace pagurus
