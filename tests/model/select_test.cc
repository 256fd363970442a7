// What select_model.h says holds, and what its mutants break is found.
#include "tests/model/select_model.h"
#include "tests/model/test.h"

namespace pagurus::select_model {
namespace {

SelectModel Select(WaitMutant mutant) {
  SelectModel model;
  model.mutant = mutant;
  return model;
}

TEST(SelectTest, OneCaseIsDoneAndNoPlaceIsLeft) {
  ExpectHolds(Select(WaitMutant::kNone));
}

TEST(SelectTest, UnlockBeforeTheStatusIsStored) {
  ExpectCaught(Select(WaitMutant::kUnlockBeforeStatus), nullptr);
}
TEST(SelectTest, TimerBeforeTheStatusIsStored) {
  ExpectCaught(Select(WaitMutant::kTimerBeforeStatus), nullptr);
}
TEST(SelectTest, TimerAfterTheLocksAreReleased) {
  ExpectCaught(Select(WaitMutant::kTimerAfterUnlock), nullptr);
}
TEST(SelectTest, TicketThatDoesNotGoOn) {
  ExpectCaught(Select(WaitMutant::kSameTicket), nullptr);
}
TEST(SelectTest, ClaimInTwoSteps) {
  ExpectCaught(Select(WaitMutant::kClaimInTwoSteps), nullptr);
}
TEST(SelectTest, SenderThatDoesNotClaim) {
  ExpectCaught(Select(WaitMutant::kWakerDoesNotClaim), nullptr);
}
TEST(SelectTest, TimerThatDoesNotClaim) {
  ExpectCaught(Select(WaitMutant::kTimerDoesNotClaim), nullptr);
}
TEST(SelectTest, PlacesThatStayInTheirQueues) {
  ExpectCaught(Select(WaitMutant::kStaysInQueue), nullptr);
}
TEST(SelectTest, LateTimerClaimsNothing) {
  ExpectHolds(Select(WaitMutant::kTimerNotStopped));
}

}  // namespace
}  // namespace pagurus::select_model
