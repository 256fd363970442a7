#include "runtime/switches.h"

#include <string>

#include "gtest/gtest.h"

namespace pagurus {
namespace {

TEST(SwitchesTest, Defaults) {
  for (const char* text : {(const char*)nullptr, "", ",", ",,"}) {
    Switches s;
    s.poison = 7;
    EXPECT_TRUE(ParseSwitches(text, &s));
    EXPECT_EQ(s.stressmove, 0u);
    EXPECT_EQ(s.poison, 0u);
    EXPECT_EQ(s.minstack, 1024u);
    EXPECT_EQ(s.maxstack, 1u << 30);
  }
}

TEST(SwitchesTest, All) {
  Switches s;
  ASSERT_TRUE(ParseSwitches(
      "stressmove=3,poison=1,faultonfree=1,clobberdead=1,stats=1,verify=1,"
      "minstack=4096,maxstack=1000000",
      &s));
  EXPECT_EQ(s.stressmove, 3u);
  EXPECT_EQ(s.poison, 1u);
  EXPECT_EQ(s.faultonfree, 1u);
  EXPECT_EQ(s.clobberdead, 1u);
  EXPECT_EQ(s.stats, 1u);
  EXPECT_EQ(s.verify, 1u);
  EXPECT_EQ(s.minstack, 4096u);
  EXPECT_EQ(s.maxstack, 1000000u);
}

TEST(SwitchesTest, Text) {
  Switches s;
  ASSERT_TRUE(ParseSwitches("trace=/a=b/%p c,stressmove=1,tracemax=7", &s));
  EXPECT_EQ(std::string(s.trace.text, s.trace.length), "/a=b/%p c");
  EXPECT_EQ(s.tracemax, 7u);
  EXPECT_EQ(s.turns, uint64_t{kTurnsMove});
  ASSERT_TRUE(ParseSwitches("sched=1,stressparked=2,stressmove=3", &s));
  EXPECT_EQ(s.trace.text, nullptr);
  EXPECT_EQ(s.turns, kTurnsMoveOthers | kTurnsSeeded);
}

TEST(SwitchesTest, StatisticsAreWhole) {
  Switches s;
  ASSERT_TRUE(ParseSwitches("stats=1", &s));
  EXPECT_EQ(s.profilemoves, 1u);
}

TEST(SwitchesTest, Words) {
  Switches s;
  ASSERT_TRUE(ParseSwitches("traceback=all,sigquit=continue", &s));
  EXPECT_EQ(s.traceback, uint64_t{kTracebackAll});
  EXPECT_EQ(s.sigquit, 1u);
  ASSERT_TRUE(ParseSwitches("traceback=none,sigquit=exit", &s));
  EXPECT_EQ(s.traceback, uint64_t{kTracebackNone});
  EXPECT_EQ(s.sigquit, 0u);
}

class BadSwitchTest : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(
    Values, BadSwitchTest,
    ::testing::Values("bogus=1", "poison", "poison=", "poison=2", "poison=-1",
                      "poison=1x", "minstack=1000", "minstack=512", "pois=1",
                      "poisonx=1", "stressmove=99999999999999999999",
                      "minstack=4096,maxstack=2048", "traceback=2",
                      "traceback=al", "sigquit=", "sigquit=exits", "=1",
                      "stats=1,=,", "trace", "trace="));

TEST_P(BadSwitchTest, IsRefusedAndTheKnownOnesListed) {
  Switches s;
  ::testing::internal::CaptureStderr();
  EXPECT_FALSE(ParseSwitches(GetParam(), &s));
  const std::string text = ::testing::internal::GetCapturedStderr();
  for (const char* name :
       {"stressmove=", "stressparked=", "poison=", "faultonfree=",
        "clobberdead=", "stats=", "verify=", "sched=", "sysmon=", "lockmain=",
        "traceback=", "sigquit=", "learn=", "minstack=", "maxstack=", "trace=",
        "tracemax="}) {
    EXPECT_NE(text.find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace pagurus
