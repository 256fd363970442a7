// What native_model.h says holds, and what its mutants break is found.
#include "tests/model/native_model.h"
#include "tests/model/test.h"

namespace pagurus::native_model {
namespace {

TEST(NativeTest, ThePIsUsedByOneAndNotLost) { ExpectHolds(NativeModel{}); }

TEST(NativeTest, WithoutTheHeavyBarrier) {
  ExpectCaught(NativeModel{Mutant::kNoHeavyBarrier}, nullptr);
}
TEST(NativeTest, PoisonAfterTheBarrier) {
  ExpectCaught(NativeModel{Mutant::kPoisonAfterBarrier}, nullptr);
}
TEST(NativeTest, WithoutASecondLook) {
  ExpectCaught(NativeModel{Mutant::kNoSecondLook}, nullptr);
}
// Found by this model: the M came back before it was poisoned, took the poison
// away when its stack grew, and was in native code again at the second look.
TEST(NativeTest, ThePoisonMustStillBeThere) {
  ExpectCaught(NativeModel{Mutant::kNoLookAtTheGuard}, nullptr);
}
TEST(NativeTest, GateLooksBeforeItStoresTheGuard) {
  ExpectCaught(NativeModel{Mutant::kLooksBeforeTheGuard}, nullptr);
}
TEST(NativeTest, WhoComesBackWaitsOutsideAScope) {
  ExpectCaught(NativeModel{Mutant::kAwaitsOutsideAScope}, nullptr);
}
TEST(NativeTest, ScopeBeginsAfterThePIsRead) {
  ExpectCaught(NativeModel{Mutant::kScopeAfterRead}, nullptr);
}
TEST(NativeTest, ScopeEndsBeforeThePIsUsed) {
  ExpectCaught(NativeModel{Mutant::kScopeEndsEarly}, nullptr);
}
TEST(NativeTest, WhoAcquiresLooksNotAgain) {
  ExpectCaught(NativeModel{Mutant::kAcquireLooksNotAgain}, nullptr);
}
TEST(NativeTest, ReleaseWithoutTheLock) {
  ExpectCaught(NativeModel{Mutant::kReleaseWithoutLock}, nullptr);
}

}  // namespace
}  // namespace pagurus::native_model
