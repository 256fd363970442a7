// What withheld_model.h says holds, and what its mutants break is found.
#include "tests/model/test.h"
#include "tests/model/withheld_model.h"

namespace pagurus::withheld_model {
namespace {

constexpr char kLost[] = "nothing goes on";
constexpr char kMiscounted[] = "global_size is wrong";

// Four goroutines are enough for both Ps to have some that do not run.
constexpr WithheldModel kWithholds{.withhold = 1, .goroutines = 4};
// It is withheld again, and may be the other one.
constexpr WithheldModel kWithholdsTwice{.stops = 2, .withhold = 3};
constexpr WithheldModel kGivesBack{.withhold = 0, .withheld = kSize};
constexpr WithheldModel kGivesBackRunnext{.withhold = 0, .withheld = kRunnext};
constexpr WithheldModel kGoesOn{.withhold = 1, .withheld = kSize};
constexpr WithheldModel kGoesOnWithRunnext{.withhold = 1, .withheld = kRunnext};

WithheldModel With(Mutant mutant, WithheldModel model) {
  model.mutant = mutant;
  return model;
}

TEST(WithheldTest, Withholds) { ExpectHolds(kWithholds); }
TEST(WithheldTest, WithholdsTwice) { ExpectHolds(kWithholdsTwice); }
TEST(WithheldTest, GivesBack) {
  ExpectHolds(kGivesBack);
  ExpectHolds(kGivesBackRunnext);
}
TEST(WithheldTest, GoesOnWithholding) {
  ExpectHolds(kGoesOn);
  ExpectHolds(kGoesOnWithRunnext);
}

TEST(WithheldTest, WhatTheyHaveIsNotCounted) {
  ExpectCaught(With(Mutant::kNotCounted, kWithholds), kMiscounted);
}
TEST(WithheldTest, RunnextIsNotCounted) {
  ExpectCaught(With(Mutant::kRunnextIsNotCounted, kWithholds), kMiscounted);
}
TEST(WithheldTest, WhatIsGivenBackIsStillCounted) {
  ExpectCaught(With(Mutant::kNotUncounted, kGivesBack), kMiscounted);
}
TEST(WithheldTest, TakesSeveralAndCountsOne) {
  ExpectCaught(With(Mutant::kTakesAndCountsOne, kWithholds), kMiscounted);
}
TEST(WithheldTest, RunnextIsForgotten) {
  ExpectCaught(With(Mutant::kRunnextIsForgotten, kGoesOnWithRunnext),
               "global_size counts what nobody has");
}
TEST(WithheldTest, TheOtherPIsIdleAlthoughThereIsWork) {
  ExpectCaught(With(Mutant::kHandOffDoesNotLook, kGoesOn), kLost);
}
// HandOff looks at the sizes again when the P is idle, so the look before that
// only saves the detour.
TEST(WithheldTest, TheLookUnderTheLockMayBeLeftOut) {
  ExpectHolds(With(Mutant::kHandOffLooksAtItsPOnly, kGoesOn));
  ExpectHolds(With(Mutant::kHandOffLooksAtItsPOnly, kGoesOnWithRunnext));
}
TEST(WithheldTest, GivenBackWithoutAWakeUp) {
  ExpectCaught(With(Mutant::kGivenBackIdle, kGivesBackRunnext), kLost);
}
TEST(WithheldTest, NotGivenBack) {
  ExpectCaught(With(Mutant::kIsNotGivenBack, kGivesBack), kLost);
}
TEST(WithheldTest, TheLastPIsWithheld) {
  ExpectCaught(With(Mutant::kWithholdsTheLast, kWithholds), kLost);
}
TEST(WithheldTest, WithheldPsAreGivenAway) {
  ExpectCaught(With(Mutant::kGivesAwayWithheldPs, kWithholds),
               "a withheld P is in use");
}
TEST(WithheldTest, TheStopperWaitsForWithheldPs) {
  ExpectCaught(With(Mutant::kStopperWaitsForWithheldPs, kGivesBack), kLost);
}

}  // namespace
}  // namespace pagurus::withheld_model
