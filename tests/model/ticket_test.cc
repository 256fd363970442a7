// What ticket_model.h says holds, and what its mutants break is found.
#include "tests/model/test.h"
#include "tests/model/ticket_model.h"

namespace pagurus::ticket_model {
namespace {

TicketModel Ticket(Mutant own, WaitMutant mutant = WaitMutant::kNone) {
  TicketModel model;
  model.own = own;
  model.mutant = mutant;
  return model;
}

TEST(TicketTest, ReadyEndsTheWaitThatItSays) {
  ExpectHolds(Ticket(Mutant::kNone));
}

TEST(TicketTest, ReadyThatIgnoresTheNumber) {
  ExpectCaught(Ticket(Mutant::kReadyIgnoresTheNumber),
               "an old ticket ends a wait");
}
TEST(TicketTest, ParkThatIgnoresReady) {
  ExpectCaught(Ticket(Mutant::kParkIgnoresReady), nullptr);
}
TEST(TicketTest, ReadyThatEndsAWaitAgain) {
  ExpectCaught(Ticket(Mutant::kReadyAgain), nullptr);
}
TEST(TicketTest, ParkedWithoutTheLock) {
  ExpectCaught(Ticket(Mutant::kParkedWithoutTheLock), nullptr);
}
TEST(TicketTest, UnlockBeforeTheStatusIsStored) {
  ExpectCaught(Ticket(Mutant::kNone, WaitMutant::kUnlockBeforeStatus),
               "made ready although it does not wait");
}
TEST(TicketTest, ReadyThatDoesNotClaim) {
  ExpectCaught(Ticket(Mutant::kNone, WaitMutant::kWakerDoesNotClaim), nullptr);
}
TEST(TicketTest, TimerThatDoesNotClaim) {
  ExpectCaught(Ticket(Mutant::kNone, WaitMutant::kTimerDoesNotClaim), nullptr);
}

}  // namespace
}  // namespace pagurus::ticket_model
