// known-bugs 16 (go#73259): preempted in the middle of an epilogue.  Compiled
// code, from prologues to epilogues, and the assembly between it and native
// code run instruction by instruction; libunwind walks from each to the
// goroutine's first frame.  runtime/unwind_test does the same with managed code
// written by hand.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

constexpr char kDirectory[] = "/tests/known_bugs/stepping/";

// A number from the stepper's report.
long Reported(const std::string& err, const std::string& name) {
  const size_t at = err.find("\"" + name + "\": ");
  return at == std::string::npos ? -1
                                 : std::stol(err.substr(at + name.size() + 4));
}

class SteppingTest : public testing::TestWithParam<const char*> {
 protected:
  // The program's parts; false with a failure if one cannot be built.
  void Build(const std::string& directory) {
    const Toolchain& tools = TheToolchain();
    const std::string sources = tools.root + kDirectory;
    stepper_ = directory + "/stepper.o";
    managed_ = directory + "/managed.o";
    // With a frame pointer, because what sets the trap flag is not in the CFI.
    Run(tools.Reference(
        false, {"-O1", "-fno-omit-frame-pointer", "-Wall", "-Wextra", "-Werror",
                "-c", sources + "stepper.c", "-o", stepper_}));
    Run(tools.Pagurus(
        false, {GetParam(), "-c", sources + "managed.c", "-o", managed_}));
  }
  void Link(const std::string& program) {
    Run(TheToolchain().Pagurus(
        false, {managed_, stepper_, "-lunwind", "-o", program}));
  }
  void Run(const Command& command) {
    const ProcessResult result = Execute(command);
    ASSERT_TRUE(result.Succeeded()) << ToShell(command) << "\n"
                                    << result.Ending() << "\n"
                                    << result.err;
  }

  std::string stepper_, managed_;
};

INSTANTIATE_TEST_SUITE_P(Levels, SteppingTest,
                         testing::Values("-O0", "-O2", "-Os"),
                         [](const auto& info) {
                           return std::string(info.param).substr(1);
                         });

TEST_P(SteppingTest, WalksFromEveryInstruction) {
  const std::string directory =
      TheToolchain().MakeDirectory(std::string("walks") + GetParam());
  ASSERT_NO_FATAL_FAILURE(Build(directory));
  ASSERT_NO_FATAL_FAILURE(Link(directory + "/program"));
  for (const char* switches : {"", "stressmove=50,verify=1"}) {
    const ProcessResult result =
        Execute({{directory + "/program"}, {{"PAGURUS", switches}}});
    EXPECT_TRUE(result.Succeeded()) << result.Ending() << result.err;
    EXPECT_EQ(result.out, "302255 1 9\n");
    EXPECT_GT(Reported(result.err, "managed"), 300) << result.err;
    EXPECT_GT(Reported(result.err, "walks"), 2000) << result.err;
    EXPECT_EQ(Reported(result.err, "bad"), 0) << result.err;
  }
}

// The walks depend on what the compiler says of its frames.
TEST_P(SteppingTest, SeesThatUnwindTablesAreMissing) {
  const std::string directory =
      TheToolchain().MakeDirectory(std::string("missing") + GetParam());
  ASSERT_NO_FATAL_FAILURE(Build(directory));
  ASSERT_NO_FATAL_FAILURE(
      Run({{"/usr/lib/llvm-19/bin/llvm-objcopy", "--remove-section=.eh_frame",
            "--remove-section=.rela.eh_frame", managed_}}));
  ASSERT_NO_FATAL_FAILURE(Link(directory + "/program"));
  const ProcessResult result = Execute({{directory + "/program"}});
  EXPECT_GT(Reported(result.err, "bad"), 100) << result.err;
}

}  // namespace
}  // namespace pagurus
