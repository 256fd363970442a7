// The explorer knows what x86 does and does not do: classic examples of two
// threads that each store and load.
#include "tests/model/explorer.h"

#include <set>
#include <utility>

#include "tests/model/test.h"

namespace pagurus {
namespace {

enum { kX, kY, kVars };

struct LitmusState : ModelState<2, kVars> {
  uint8_t loaded[2];
};

// Each thread: store one word, `between`, load the other; or, if `message`,
// thread 0 stores both and thread 1 loads both, the second one first.
struct Litmus {
  using State = LitmusState;
  enum Between { kNothing, kLocked, kHeavy } between[2] = {kNothing, kNothing};
  bool message = false;
  // What was loaded in the end, in some order of events.
  mutable std::set<std::pair<int, int>> seen;

  LitmusState Start() const { return {}; }

  void Step(const LitmusState& s, int t, Steps<LitmusState>* out) const {
    LitmusState n = s;
    ++n.pc[t];
    const int own = t == 0 ? kX : kY, other = t == 0 ? kY : kX;
    switch (s.pc[t]) {
      case 0:
        if (message && t == 1) {
          n.loaded[0] = s.Load(t, kY);
        } else {
          n.Store(t, own, 1);
        }
        return out->Add(n, "first");
      case 1:
        if (between[t] == kHeavy) {
          return HeavyBarrierStep(s, t, 2, "barrier", out);
        }
        if (between[t] == kLocked && !s.Drained(t)) return;
        return out->Add(n, "between");
      case 2:
        if (message && t == 0) {
          n.Store(t, kY, 1);
        } else if (message) {
          n.loaded[1] = s.Load(t, kX);
        } else {
          n.loaded[t] = s.Load(t, other);
        }
        return out->Add(n, "second");
    }
  }
  void Check(const LitmusState&, Steps<LitmusState>*) const {}
  bool MayEnd(const LitmusState& s) const {
    seen.insert({s.loaded[0], s.loaded[1]});
    return s.pc[0] == 3 && s.pc[1] == 3;
  }
};

std::set<std::pair<int, int>> Results(Litmus::Between first,
                                      Litmus::Between second, bool message) {
  Litmus litmus;
  litmus.between[0] = first;
  litmus.between[1] = second;
  litmus.message = message;
  EXPECT_EQ(Explore(litmus).violation, "");
  return litmus.seen;
}

using Set = std::set<std::pair<int, int>>;
const Set kNotBothZero{{0, 1}, {1, 0}, {1, 1}};

TEST(ExplorerTest, StoresAreDelayedPastLoads) {
  const Set all{{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  EXPECT_EQ(Results(Litmus::kNothing, Litmus::kNothing, false), all);
  // A fence on one side only helps nobody.
  EXPECT_EQ(Results(Litmus::kLocked, Litmus::kNothing, false), all);
}
TEST(ExplorerTest, LockedInstructionsOnBothSidesAreABarrier) {
  EXPECT_EQ(Results(Litmus::kLocked, Litmus::kLocked, false), kNotBothZero);
}
TEST(ExplorerTest, AHeavyBarrierOnOneSideIsOneForBoth) {
  EXPECT_EQ(Results(Litmus::kHeavy, Litmus::kNothing, false), kNotBothZero);
  EXPECT_EQ(Results(Litmus::kNothing, Litmus::kHeavy, false), kNotBothZero);
}
// The second store seen means that the first one is.
TEST(ExplorerTest, StoresStayInOrder) {
  const Set ordered{{0, 0}, {0, 1}, {1, 1}};
  EXPECT_EQ(Results(Litmus::kNothing, Litmus::kNothing, true), ordered);
}

// Two threads take two locks, in the same order or not.
struct TwoLocks {
  struct State : ModelState<2, kVars> {};
  bool crosswise = false;

  State Start() const { return {}; }
  void Step(const State& s, int t, Steps<State>* out) const {
    State n = s;
    ++n.pc[t];
    const int first = crosswise && t == 1 ? kY : kX;
    switch (s.pc[t]) {
      case 0:
        if (n.TryLock(t, first)) out->Add(n, "locks the first");
        return;
      case 1:
        if (n.TryLock(t, kX + kY - first)) out->Add(n, "locks the second");
        return;
      case 2:
        n.Store(t, kX, 0);
        n.Store(t, kY, 0);
        return out->Add(n, "unlocks");
    }
  }
  void Check(const State& s, Steps<State>* out) const {
    if (s.pc[0] == 2 && s.pc[1] == 2) out->Violate("both have both");
  }
  bool MayEnd(const State& s) const { return s.pc[0] == 3 && s.pc[1] == 3; }
};

TEST(ExplorerTest, LocksExclude) { ExpectHolds(TwoLocks{}); }

TEST(ExplorerTest, DeadlocksAreFound) {
  const Outcome outcome = Explore(TwoLocks{true});
  EXPECT_EQ(outcome.violation, "nothing goes on");
  EXPECT_EQ(outcome.trace, "0: locks the first\n1: locks the first\n");
}

}  // namespace
}  // namespace pagurus
