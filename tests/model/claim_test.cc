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

// With a collector, whose cycle may begin anywhere.
ClaimModel Collecting(Mutant mutant) { return {mutant, true, 2, 1}; }

TEST(ClaimTest, IsVisitedOnceBeforeItRuns) {
  ExpectHolds(Collecting(Mutant::kNone));
}
TEST(ClaimTest, WhatRunsIsNotVisitedInThePause) {
  ExpectCaught(Collecting(Mutant::kRunningNotVisited), nullptr);
}
TEST(ClaimTest, WhoRunsItDoesNotVisitIt) {
  ExpectCaught(Collecting(Mutant::kWhoRunsDoesNotVisit), "runs unvisited");
}
TEST(ClaimTest, WhoRunsItVisitsItBesideTheCollector) {
  ExpectCaught(Collecting(Mutant::kWhoRunsDoesNotWait), nullptr);
}
TEST(ClaimTest, TheCollectorDoesNotClaim) {
  ExpectCaught(Collecting(Mutant::kVisitsUnclaimed), nullptr);
}
TEST(ClaimTest, TheCollectorHasNoBarrier) {
  ExpectCaught(Collecting(Mutant::kVisitsWithoutBarrier), nullptr);
}
TEST(ClaimTest, SaysVisitedTooEarly) {
  ExpectCaught(Collecting(Mutant::kVisitedBeforeItIs), nullptr);
}
TEST(ClaimTest, TheCollectorGivesUpWhatIsClaimed) {
  ExpectCaught(Collecting(Mutant::kGivesUpIfClaimed), "waits unvisited");
}
TEST(ClaimTest, TheCollectorLeavesOutQueues) {
  ExpectCaught(Collecting(Mutant::kGivesUpIfRunnable), "waits unvisited");
}
TEST(ClaimTest, TheCollectorLooksOnce) {
  ExpectCaught(Collecting(Mutant::kDoesNotLookAgain), "visited twice");
}
TEST(ClaimTest, ACycleBeginsInTheMiddleOfAMove) {
  ExpectCaught(Collecting(Mutant::kBeginsWhileMoved), nullptr);
}

}  // namespace
}  // namespace pagurus::claim_model
