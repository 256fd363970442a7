// What stop_model.h says holds, and what its mutants break is found.
#include "tests/model/stop_model.h"
#include "tests/model/test.h"

namespace pagurus::stop_model {
namespace {

// Both come back while the world is stopped once; to do everything twice would
// take too many states.
constexpr StopModel kBothReturn{.returns = 3};
constexpr StopModel kOneUsesTheRuntime{.scopes = 1, .returns = 3};
constexpr StopModel kOneGrows{.grow = 1, .returns = 3};
// Those whose P the first stop has taken are without one at the second.
constexpr StopModel kBothUseTheRuntime{.scopes = 3, .stops = 2};
constexpr StopModel kOneReturns{
    .scopes = 1, .grow = 1, .returns = 1, .stops = 2};
constexpr StopModel kTheOtherReturns{.scopes = 1, .returns = 2, .stops = 2};

StopModel With(Mutant mutant, StopModel model) {
  model.mutant = mutant;
  return model;
}

TEST(StopTest, BothReturn) { ExpectHolds(kBothReturn); }
TEST(StopTest, OneUsesTheRuntime) { ExpectHolds(kOneUsesTheRuntime); }
TEST(StopTest, OneGrows) { ExpectHolds(kOneGrows); }
TEST(StopTest, BothUseTheRuntimeWithoutAP) { ExpectHolds(kBothUseTheRuntime); }
TEST(StopTest, OneReturnsTwoStops) { ExpectHolds(kOneReturns); }
TEST(StopTest, TheOtherReturnsTwoStops) { ExpectHolds(kTheOtherReturns); }

TEST(StopTest, WithoutTheHeavyBarrier) {
  ExpectCaught(With(Mutant::kNoHeavyBarrier, kBothReturn), nullptr);
}
TEST(StopTest, BarrierBetweenTheBegins) {
  ExpectCaught(With(Mutant::kBarrierBetweenTheBegins, kBothReturn), nullptr);
}
TEST(StopTest, BarrierBehindTheEnds) {
  ExpectCaught(With(Mutant::kBarrierBehindTheEnds, kBothReturn), nullptr);
}
// Those who have no P must have seen that the world stops.
TEST(StopTest, NoBarrierIfAllPsAreIdle) {
  ExpectCaught(With(Mutant::kNoBarrierIfNoneIsTaken, kBothUseTheRuntime),
               "an operation goes on");
}
TEST(StopTest, IdlePsAreTakenForAStoppedWorld) {
  ExpectCaught(With(Mutant::kIdlePsAreEnough, kBothUseTheRuntime),
               "an operation goes on");
}
// An M that was in the runtime when its P was to be taken still has it, and a
// way back that is not poisoned.
TEST(StopTest, StoppedMsAreTakenForAStoppedWorld) {
  ExpectCaught(With(Mutant::kStoppedMsAreEnough, kBothReturn), nullptr);
}
TEST(StopTest, PsAreTakenFromTheRuntime) {
  ExpectCaught(With(Mutant::kRetakesFromScopes, kOneUsesTheRuntime), nullptr);
}
TEST(StopTest, EndsDoNotLookAgain) {
  ExpectCaught(With(Mutant::kEndsLookNotAgain, kBothReturn), nullptr);
}
TEST(StopTest, APIsNotPutBack) {
  ExpectCaught(With(Mutant::kPIsNotPutBack, kBothReturn),
               "managed code has no P");
}
TEST(StopTest, ScopesAreNotWaitedFor) {
  ExpectCaught(With(Mutant::kNoLookAtScopes, kBothUseTheRuntime),
               "an operation goes on");
}
TEST(StopTest, StartForgetsAP) {
  ExpectCaught(With(Mutant::kStartForgetsAP, kBothReturn), "nothing goes on");
}
TEST(StopTest, GateLooksBeforeItStoresTheGuard) {
  ExpectCaught(With(Mutant::kGateLooksBeforeTheGuard, kBothReturn), nullptr);
}
TEST(StopTest, ScopeDoesNotLook) {
  ExpectCaught(With(Mutant::kScopeDoesNotLook, kOneUsesTheRuntime),
               "an operation goes on");
}
TEST(StopTest, WhoHasRestedDoesNotLookAgain) {
  ExpectCaught(With(Mutant::kAwaitStartLooksOnce, kBothUseTheRuntime),
               "an operation goes on");
}
TEST(StopTest, WhoComesBackWaitsOutsideAScope) {
  ExpectCaught(With(Mutant::kAwaitsOutsideAScope, kBothReturn), nullptr);
}
// The P that an M has not found is put back.
TEST(StopTest, WhoAcquiresLooksNotAgain) {
  ExpectCaught(With(Mutant::kAcquireLooksNotAgain, kBothReturn),
               "managed code has no P");
}

// Whoever takes the poison away sees afterwards that the world stops, and
// leaves its P itself: sysmon needs this look (native_model.h).
TEST(StopTest, ThePoisonIsLookedAtForSysmon) {
  ExpectHolds(With(Mutant::kNoLookAtThePoison, kOneGrows));
  ExpectHolds(With(Mutant::kNoLookAtThePoison, kOneReturns));
}
// As long as an M has a P, the world has not been stopped nor started.
TEST(StopTest, TheLookUnderTheLockMayBeLeftOut) {
  ExpectHolds(With(Mutant::kGivesUpWithoutALook, kBothReturn));
  ExpectHolds(With(Mutant::kGivesUpWithoutALook, kOneReturns));
}

}  // namespace
}  // namespace pagurus::stop_model
