// Programs that nobody here wrote, built by their own makefiles with Pagurus as
// CC, against plain clang's build: same output and exit status, plainly and
// with all debug modes.
//
// A program is a folder:
//   build.sh CC DIRECTORY    builds it in DIRECTORY
//   run.sh DIRECTORY CASE    runs cases/CASE with what was built
//   cases/                   its workloads: deterministic, a few 100,000 calls
// and its name in kPrograms.

#include <gtest/gtest.h>
#include <stdio.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

const char* const kPrograms[] = {"lua"};

std::string Folder(const std::string& program) {
  return TheToolchain().root + "/tests/realworld/" + program;
}

struct Build {
  std::string directory;
  std::string failure;
};

// Builds `program` with `cc`, once.
const Build& BuildOf(const std::string& program, bool managed) {
  static std::map<std::pair<std::string, bool>, Build> builds;
  auto [at, fresh] = builds.try_emplace({program, managed});
  Build& build = at->second;
  if (!fresh) return build;
  build.directory =
      TheToolchain().MakeDirectory(program + (managed ? "_pagurus" : "_clang"));
  Command command = TheToolchain().Pagurus(false, {});
  command.argv = {Folder(program) + "/build.sh",
                  managed ? TheToolchain().cc : "clang-19", build.directory};
  command.timeout_seconds = 600;
  ProcessResult result = Execute(command);
  if (!result.Succeeded())
    build.failure =
        ToShell(command) + "\n" + result.Ending() + "\n" + result.err;
  return build;
}

Command RunOf(const std::string& program, bool managed,
              const std::string& workload) {
  Command command;
  command.argv = {Folder(program) + "/run.sh",
                  BuildOf(program, managed).directory, workload};
  command.timeout_seconds = 300;
  return command;
}

struct Case {
  std::string program, workload;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.program << " " << c.workload;
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const char* program : kPrograms)
    for (const auto& entry :
         std::filesystem::directory_iterator(Folder(program) + "/cases"))
      cases.push_back({program, entry.path().filename()});
  return cases;
}

class RealWorldTest : public testing::TestWithParam<Case> {};

TEST_P(RealWorldTest, BehavesAsClangsBuild) {
  const auto& [program, workload] = GetParam();
  for (bool managed : {false, true})
    ASSERT_EQ(BuildOf(program, managed).failure, "");
  const ProcessResult expected = Execute(RunOf(program, false, workload));
  ASSERT_GE(expected.exit_code, 0) << expected.Ending() << expected.err;
  for (const std::string modes : {"", kAllDebugModes}) {
    Command command = RunOf(program, true, workload);
    command.environment = {
        {"PAGURUS", modes + (modes.empty() ? "" : ",") + "stats=1"}};
    ProcessResult actual = Execute(command);
    EXPECT_EQ(actual.Ending(), expected.Ending())
        << actual.err << ToShell(command);
    EXPECT_TRUE(actual.out == expected.out)
        << Difference(expected.out, actual.out) << actual.err
        << ToShell(command);
    if (HasFailure()) return;
    EXPECT_GT(Statistic(actual.err, "moves"), 0) << actual.err;
    // Of the few moves of a plain run, none need meet a live pointer.
    if (!modes.empty())
      EXPECT_GT(Statistic(actual.err, "pointers_rewritten"), 0) << actual.err;
    printf("%s %s: %s", workload.c_str(),
           modes.empty() ? "plain" : "debug modes",
           actual.err.substr(actual.err.rfind("pagurus-stats:")).c_str());
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, RealWorldTest, testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) {
                           return TestName(
                               info.param.program + "_" + info.param.workload,
                               "");
                         });

// From the smallest stack to hundreds of KiB in one run, by moving.
TEST(LuaTest, GrowsFromTwoKiBToHundredsOfKiB) {
  const Build& build = BuildOf("lua", true);
  ASSERT_EQ(build.failure, "");
  Command command = RunOf("lua", true, "boundaries.lua");
  command.environment = {{"PAGURUS", "stats=1,minstack=2048"}};
  ProcessResult result = Execute(command);
  ASSERT_TRUE(result.Succeeded()) << result.err;
  EXPECT_GE(Statistic(result.err, "max_stack_bytes"), 256 << 10) << result.err;
  EXPECT_GE(Statistic(result.err, "grows"), 7) << result.err;
}

}  // namespace
}  // namespace pagurus
