// What park_model.h says holds, and what its mutants break is found.
#include "tests/model/park_model.h"
#include "tests/model/test.h"

namespace pagurus::park_model {
namespace {

ParkModel Park(WaitMutant mutant) {
  ParkModel model;
  model.mutant = mutant;
  return model;
}

TEST(ParkTest, NothingIsLostAndNothingHappensTwice) {
  ExpectHolds(Park(WaitMutant::kNone));
}

TEST(ParkTest, UnlockBeforeTheStatusIsStored) {
  ExpectCaught(Park(WaitMutant::kUnlockBeforeStatus),
               "made ready although it does not wait");
}
TEST(ParkTest, TimerBeforeTheStatusIsStored) {
  ExpectCaught(Park(WaitMutant::kTimerBeforeStatus),
               "made ready although it does not wait");
}
TEST(ParkTest, TimerAfterTheLockIsReleased) {
  ExpectCaught(Park(WaitMutant::kTimerAfterUnlock),
               "its block is in use still");
}
TEST(ParkTest, TicketThatDoesNotGoOn) {
  ExpectCaught(Park(WaitMutant::kSameTicket), nullptr);
}
TEST(ParkTest, ClaimInTwoSteps) {
  ExpectCaught(Park(WaitMutant::kClaimInTwoSteps), nullptr);
}
TEST(ParkTest, SenderThatDoesNotClaim) {
  ExpectCaught(Park(WaitMutant::kWakerDoesNotClaim), nullptr);
}
TEST(ParkTest, TimerThatDoesNotClaim) {
  ExpectCaught(Park(WaitMutant::kTimerDoesNotClaim), nullptr);
}
TEST(ParkTest, WaiterThatStaysInItsQueue) {
  ExpectCaught(Park(WaitMutant::kStaysInQueue), "is in a queue already");
}

// A timer that is late claims nothing: nobody need stop it for that.  (It is
// stopped because its memory is used again.)
TEST(ParkTest, LateTimerClaimsNothing) {
  ExpectHolds(Park(WaitMutant::kTimerNotStopped));
}

}  // namespace
}  // namespace pagurus::park_model
