// What idle_model.h says holds, and what its mutants break is found.
#include "tests/model/idle_model.h"
#include "tests/model/test.h"

namespace pagurus::idle_model {
namespace {

constexpr char kLost[] = "nothing goes on";

TEST(IdleTest, NoWakeUpOfAPsQueueIsLost) { ExpectHolds(IdleModel{false}); }
TEST(IdleTest, NoWakeUpOfTheGlobalQueueIsLost) { ExpectHolds(IdleModel{true}); }

TEST(IdleTest, WithoutTheHeavyBarrier) {
  ExpectCaught(IdleModel{false, Mutant::kNoHeavyBarrier}, kLost);
}
TEST(IdleTest, WithoutTheLightBarrier) {
  ExpectCaught(IdleModel{false, Mutant::kNoLightBarrier}, kLost);
}
TEST(IdleTest, WithoutASecondLook) {
  ExpectCaught(IdleModel{false, Mutant::kNoSecondLook}, kLost);
}
TEST(IdleTest, LookBeforeThePIsIdle) {
  ExpectCaught(IdleModel{false, Mutant::kLooksBeforeIdle}, kLost);
}
TEST(IdleTest, StillSpinningAtTheSecondLook) {
  ExpectCaught(IdleModel{false, Mutant::kSpinsWhileLooking}, kLost);
}
TEST(IdleTest, TheLastToSpinWakesNobody) {
  ExpectCaught(IdleModel{false, Mutant::kStopsSilently}, kLost);
}

// Found by this model: an M that went back to work without being counted as
// looking for it woke nobody when it had found some, although others had relied
// on it.
TEST(IdleTest, WhoGoesBackIsNotCounted) {
  ExpectCaught(IdleModel{true, Mutant::kGoesBackSilently}, kLost);
}

// Found by this model, too: who had announced somebody that looks for work, and
// then had no P for it, must say so before another P can become idle.
TEST(IdleTest, GivesUpAfterTheLock) {
  ExpectCaught(IdleModel{false, Mutant::kGivesUpLate}, kLost);
  ExpectCaught(IdleModel{true, Mutant::kGivesUpLate}, kLost);
}

// The global queue's size is looked at again after the P is idle, so the look
// under the lock only saves a turn.
TEST(IdleTest, TheLookUnderTheLockMayBeLeftOut) {
  ExpectHolds(IdleModel{true, Mutant::kNoLookUnderLock});
}

}  // namespace
}  // namespace pagurus::idle_model
