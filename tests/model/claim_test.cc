// What claim_model.h says holds, and what its mutants break is found.
#include "tests/model/claim_model.h"
#include "tests/model/test.h"

namespace pagurus::claim_model {
namespace {

TEST(ClaimTest, DoesNotRunWhileItIsMoved) { ExpectHolds(ClaimModel{}); }

TEST(ClaimTest, WithoutTheHeavyBarrier) {
  ExpectCaught(ClaimModel{Mutant::kNoHeavyBarrier}, nullptr);
}
TEST(ClaimTest, WakerLooksInsteadOfWhoRunsIt) {
  ExpectCaught(ClaimModel{Mutant::kWakerLooks}, nullptr);
}
TEST(ClaimTest, NobodyLooks) {
  ExpectCaught(ClaimModel{Mutant::kNobodyLooks}, nullptr);
}
TEST(ClaimTest, WhoRunsItLooksBeforeItsStatusSaysSo) {
  ExpectCaught(ClaimModel{Mutant::kLooksBeforeRunning}, nullptr);
}
TEST(ClaimTest, TheStatusIsNotLookedAt) {
  ExpectCaught(ClaimModel{Mutant::kClaimsAnything}, nullptr);
}
TEST(ClaimTest, StatusBeforeTheContext) {
  ExpectCaught(ClaimModel{Mutant::kStatusBeforeContext}, nullptr);
}
TEST(ClaimTest, ReleasedBeforeTheContextIsCorrected) {
  ExpectCaught(ClaimModel{Mutant::kReleasedTooEarly}, nullptr);
}

}  // namespace
}  // namespace pagurus::claim_model
