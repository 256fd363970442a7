// Ps that a collector's threads have the processors of: as many as it asks for,
// from one start of the world to the next, and all of them come back.
#include <gtest/gtest.h>

#include <set>

#include "runtime/sched/sched.h"
#include "runtime/sched/stop_world.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

constexpr uint32_t kProcs = 4;

class WithheldTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // The scheduler begins with one.
    if (sched.procs == 0) {
      testing::OnGoroutine(+[](long nothing) { return nothing; }, 0L);
    }
    ASSERT_EQ(SetProcs(kProcs), 0);
    sched.processors = kProcs;
  }

  // A stop, in which `threads` threads are said to compute from its end on.
  static void Withhold(uint32_t threads) {
    StopTheWorld();
    WithholdPs(threads);
    StartTheWorld();
  }

  // Of the Ps in a list.
  static std::set<P*> In(P* list) {
    std::set<P*> ps;
    for (P* p = list; p != nullptr; p = p->next_idle) {
      EXPECT_TRUE(ps.insert(p).second);
    }
    return ps;
  }
  // While the world runs, in which they change at stops only.
  static size_t Withheld() {
    Locked locked(&sched.lock);
    const size_t n = In(sched.withheld_ps).size();
    EXPECT_EQ(sched.n_withheld_ps, n);
    return n;
  }
  // While it is stopped nobody has one.
  static void ExpectAllAreThere(size_t withheld) {
    StopTheWorld();
    std::set<P*> all = In(sched.idle_ps);
    EXPECT_EQ(sched.n_idle_ps, all.size());
    EXPECT_EQ(all.size(), kProcs - withheld);
    all.merge(In(sched.withheld_ps));
    EXPECT_EQ(all.size(), kProcs);
    StartTheWorld();
  }
};

TEST_F(WithheldTest, TheyAreGivenBack) {
  for (int round = 0; round < 3; ++round) {
    Withhold(2);
    EXPECT_EQ(Withheld(), 2u);
    ExpectAllAreThere(2);
    EXPECT_EQ(Withheld(), 2u);
    Withhold(0);
    EXPECT_EQ(Withheld(), 0u);
    ExpectAllAreThere(0);
  }
}

TEST_F(WithheldTest, FewerOrMoreAtEachStart) {
  for (uint32_t threads : {1, 3, 2, 0, 3, 1, 0}) {
    Withhold(threads);
    EXPECT_EQ(Withheld(), threads);
    ExpectAllAreThere(threads);
  }
}

TEST_F(WithheldTest, OneIsLeft) {
  Withhold(100);
  EXPECT_EQ(Withheld(), kProcs - 1);
  ExpectAllAreThere(kProcs - 1);
  Withhold(0);
  EXPECT_EQ(Withheld(), 0u);
}

TEST_F(WithheldTest, NoneWhereThereAreProcessorsLeft) {
  sched.processors = kProcs + 2;
  Withhold(2);
  EXPECT_EQ(Withheld(), 0u);
  Withhold(3);
  EXPECT_EQ(Withheld(), 1u);
  Withhold(0);
  EXPECT_EQ(Withheld(), 0u);
}

}  // namespace
}  // namespace pagurus
