// What world_model.h says holds, and what its mutants break is found.
#include "tests/model/test.h"
#include "tests/model/world_model.h"

namespace pagurus::world_model {
namespace {

TEST(WorldTest, NothingRunsWhileItIsStopped) { ExpectHolds(WorldModel{}); }

TEST(WorldTest, WithoutTheHeavyBarrier) {
  ExpectCaught(WorldModel{Mutant::kNoHeavyBarrier}, nullptr);
}
TEST(WorldTest, LooksBeforeItStoresTheGuard) {
  ExpectCaught(WorldModel{Mutant::kLooksBeforeTheGuard}, "managed code runs");
}
TEST(WorldTest, ThePoisonMustStillBeThere) {
  ExpectCaught(WorldModel{Mutant::kNoLookAtThePoison}, "managed code runs");
}
TEST(WorldTest, ScopesAreNotWaitedFor) {
  ExpectCaught(WorldModel{Mutant::kNoLookAtScopes}, nullptr);
}
// Found by this model: the thread set its guard and ended the scope in between.
TEST(WorldTest, ReadsTheGuardBeforeTheScope) {
  ExpectCaught(WorldModel{Mutant::kReadsTheGuardFirst}, "managed code runs");
}
TEST(WorldTest, TakesThePoisonAwayOutsideTheScope) {
  ExpectCaught(WorldModel{Mutant::kUnpoisonsOutsideTheScope},
               "managed code runs");
}
TEST(WorldTest, StoresTheGuardOutsideTheScope) {
  ExpectCaught(WorldModel{Mutant::kGuardOutsideTheScope}, "managed code runs");
}
TEST(WorldTest, ScopeDoesNotLook) {
  ExpectCaught(WorldModel{Mutant::kScopeDoesNotLook}, "an operation goes on");
}
TEST(WorldTest, RestEndsWithoutALook) {
  ExpectCaught(WorldModel{Mutant::kRestEndsWithoutALook},
               "an operation goes on");
}

}  // namespace
}  // namespace pagurus::world_model
