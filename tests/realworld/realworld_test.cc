// Runs one program that nobody here wrote (--program=NAME): its build, its
// workloads and the files that both compilers' builds must have alike are test
// cases.  What a failure leaves behind is kept for a day.

#include <ctype.h>
#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/realworld/program.h"
#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {

// For GoogleTest, which looks for it where Workload is.
void PrintTo(const Workload& workload, std::ostream* out) {
  *out << workload.name;
}

namespace {

Program* program;

// What GoogleTest accepts as a name.
std::string Identifier(std::string name) {
  for (char& c : name)
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

class WorkloadTest : public testing::TestWithParam<Workload> {
 protected:
  // Not every workload has a live pointer where its stacks move; a program that
  // has none at all tests little.
  static void TearDownTestSuite() {
    if (workloads_run_ == program->workloads().size())
      EXPECT_GT(program->pointers_rewritten(), 0);
  }

  static size_t workloads_run_;
};

size_t WorkloadTest::workloads_run_ = 0;

TEST_P(WorkloadTest, BehavesAsClangsBuild) {
  std::string failure = program->Build();
  if (failure.empty()) failure = program->Run(GetParam());
  workloads_run_++;
  EXPECT_TRUE(failure.empty()) << failure;
}

class FileTest : public testing::TestWithParam<std::string> {};

TEST_P(FileTest, IsAsInClangsBuild) {
  std::string failure = program->Build();
  if (failure.empty()) failure = program->CompareFile(GetParam());
  EXPECT_TRUE(failure.empty()) << failure;
}

INSTANTIATE_TEST_SUITE_P(Program, WorkloadTest,
                         testing::ValuesIn(program->workloads()),
                         [](const auto& info) {
                           return Identifier(info.param.name);
                         });

// Few programs have files to compare.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FileTest);
INSTANTIATE_TEST_SUITE_P(Program, FileTest,
                         testing::ValuesIn(program->same_files()),
                         [](const auto& info) {
                           return Identifier(info.param);
                         });

[[noreturn]] void Fail(const std::string& message) {
  fprintf(stderr, "realworld_test: %s\n", message.c_str());
  exit(2);
}

// A directory that outlives the test; those of yesterday's failures go.
std::string WorkDirectory(const std::string& name) {
  Command command;
  command.argv = {
      "/bin/bash",
      "-euc",
      "cache=$(\"$1\")/realworld; mkdir -p \"$cache\"; "
      "find \"$cache\" -mindepth 1 -maxdepth 1 -mmin +1440 -exec rm -rf {} +; "
      "mktemp -d \"$cache/$2-XXXXXX\"",
      "-",
      TheToolchain().root + "/tests/realworld/cache_directory.sh",
      name};
  ProcessResult result = Execute(command);
  if (!result.Succeeded()) Fail(result.err);
  return result.out.substr(0, result.out.find('\n'));
}

int Main(int argc, char** argv) {
  InitToolchain(&argc, argv);
  const std::string prefix = "--program=";
  std::string name;
  int kept = 1;
  for (int i = 1; i < argc; i++) {
    const std::string argument = argv[i];
    if (argument.compare(0, prefix.size(), prefix) == 0)
      name = argument.substr(prefix.size());
    else
      argv[kept++] = argv[i];
  }
  argc = kept;
  if (name.empty()) Fail("which program? --program=NAME");
  const std::string file =
      TheToolchain().root + "/tests/realworld/programs/" + name + ".sh";
  const std::string work = WorkDirectory(name);
  Program the_program(file, work);
  if (!the_program.error().empty()) Fail(the_program.error());
  program = &the_program;
  testing::InitGoogleTest(&argc, argv);
  const int status = RUN_ALL_TESTS();
  if (status == 0)
    std::filesystem::remove_all(work);
  else
    printf("%s is kept: builds, logs, outputs\n", work.c_str());
  return status;
}

}  // namespace
}  // namespace pagurus

int main(int argc, char** argv) { return pagurus::Main(argc, argv); }
