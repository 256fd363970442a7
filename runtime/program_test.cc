// A whole managed program, from the process's start to its end.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <string>

#include "arch/context.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

struct Result {
  int status;
  std::string output;  // stdout and stderr
};

Result RunProgram(const std::string& switches, const std::string& arguments) {
  const std::string command = "PAGURUS='" + switches + "' " +
                              getenv("TEST_PROGRAM") + " " + arguments +
                              " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  Result result;
  char buffer[4096];
  size_t n;
  while ((n = fread(buffer, 1, sizeof buffer, pipe)) > 0) {
    result.output.append(buffer, n);
  }
  const int status = pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

constexpr char kAllModes[] =
    "stressmove=1,poison=1,faultonfree=1,clobberdead=1,verify=1";

TEST(ProgramTest, ValueOfMainIsTheStatus) {
  for (const char* switches : {"", kAllModes}) {
    const Result result = RunProgram(switches, "recurse 20");
    EXPECT_EQ(result.status, 20 * 21 / 2 % 256) << result.output;
    EXPECT_EQ(result.output, "");
  }
}

// Constructors run managed code before main, atexit handlers after it, and
// names of the program's own are no matter.
TEST(ProgramTest, BeforeAndAfterMain) {
  for (const char* switches : {"", kAllModes}) {
    const Result result = RunProgram(switches, "report");
    EXPECT_EQ(result.status, 42);
    EXPECT_EQ(result.output, "constructor 500500 names 28\natexit 5050\n");
  }
}

TEST(ProgramTest, StatsAreOneLineOfJson) {
  const Result result = RunProgram("stats=1", "recurse 3000");
  // With a sanitizer's reserve, the first growth is a larger one.
  const std::string grows = pagurus::kSanitizerSlack == 0 ? "8" : "5";
  // 128 and 256 KiB are in place.
  const std::string moves = pagurus::kSanitizerSlack == 0 ? "6" : "3";
  EXPECT_THAT(result.output,
              ContainsRegex("^pagurus-stats: \\{\"moves\": " + moves +
                            ", \"grows\": " + grows +
                            ", "
                            "\"shrinks\": 0, \"bytes_copied\": [0-9]+, "
                            "\"frames\": [0-9]+, \"slots\": [0-9]+, "
                            "\"pointers_rewritten\": [0-9]+, "
                            "\"max_stack_bytes\": 262144, \"goroutines\": 1, "
                            "\"goroutines_ended\": 0, "
                            "\"starts_above_minimum\": 0, "
                            "\"growths_avoided\": 0, "
                            "\"in_place\": 2, \"pages_moved\": 0, "
                            "(\"[a-z_]+\": 0, )+\"move_ns\": [1-9][0-9]*, "
                            "\"stack_sizes\": \\{\"262144\": 1\\}, "
                            "\"functions\": .*\\}\n$"));
}

TEST(ProgramTest, StatsTellWhoseStacksMoved) {
  const Result result = RunProgram("stats=1", "recurse 3000");
  const std::string grows = pagurus::kSanitizerSlack == 0 ? "8" : "5";
  const std::string moves = pagurus::kSanitizerSlack == 0 ? "6" : "3";
  EXPECT_THAT(result.output, ContainsRegex("\"move_ns\": [1-9]"));
  EXPECT_THAT(
      result.output,
      ContainsRegex("\"functions\": \\{\"__pag_main_start\": \\{\"moves\": " +
                    moves + ", \"grows\": " + grows +
                    ", \"shrinks\": 0, "
                    "\"bytes_copied\": [1-9][0-9]+, "
                    "\"pointers_rewritten\": [0-9]+, \"move_ns\": [1-9][0-9]*, "
                    "\"max_stack_bytes\": 262144, "
                    "\"stack_sizes\": \\{\"262144\": 1\\}\\}\\}\\}\n$"));
}

TEST(ProgramTest, MinstackIsTheFirstStack) {
  const Result result = RunProgram("stats=1,minstack=1048576", "recurse 3000");
  EXPECT_THAT(result.output, HasSubstr("\"moves\": 0,"));
  EXPECT_THAT(result.output, HasSubstr("\"max_stack_bytes\": 1048576,"));
}

// Before main, and before the program's constructors have run managed code.
TEST(ProgramTest, BadSwitchEndsTheProgramAtOnce) {
  for (const char* bad : {"nonsense=1", "poison=2", "minstack=1000"}) {
    const Result result = RunProgram(bad, "report");
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.output, HasSubstr("stressmove=N"));
    EXPECT_THAT(result.output, Not(HasSubstr("constructor")));
  }
}

TEST(ProgramTest, StackLimitEndsTheProgram) {
  const Result result = RunProgram("maxstack=1000000", "recurse 1000000");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.output,
              HasSubstr("goroutine stack exceeds 1000000-byte limit\n"
                        "\ngoroutine 1 [running, locked to thread]:\n"
                        "  t_recurse+0x0\n"));
  // With debug information, as sanitizer builds have it, its line follows.
  EXPECT_THAT(result.output,
              AnyOf(HasSubstr("  main+0x"), HasSubstr("  main at ")));
}

TEST(ProgramTest, OtherGoroutinesRunWhenMainYields) {
  // With another P, the process may end while the other goroutine begins.
  setenv("PAGURUS_PROCS", "1", 1);
  const Result result = RunProgram(kAllModes, "yield");
  unsetenv("PAGURUS_PROCS");
  EXPECT_EQ(result.output, "runs\n");
}

#if !PAG_TSAN  // whose own thread might do anything: no deadlock is ever
               // certain
TEST(ProgramTest, MainMayLeaveItsGoroutine) {
  const Result result = RunProgram("", "goexit");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.output, HasSubstr("all goroutines are asleep"));
}
#endif  // !PAG_TSAN

TEST(ProgramTest, Vfork) {
  EXPECT_EQ(RunProgram("", "vfork").output, "parent\n");
}

}  // namespace
