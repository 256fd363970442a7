// Random programs (random_program.py) against plain clang, at -O0 and -O2,
// plainly and with all debug modes.  The seeds are fixed: a failure stays one
// until it is mended.  More seeds:  PAGURUS_SEEDS=1000-1100 random_test

#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

class RandomProgramTest : public testing::TestWithParam<int> {};

TEST_P(RandomProgramTest, BehavesAsClangsBuild) {
  const Toolchain& tools = TheToolchain();
  const std::string directory =
      tools.MakeDirectory("random" + std::to_string(GetParam()));
  const std::string source = directory + "/program.c";
  ProcessResult generated =
      Execute({{"python3", tools.root + "/tests/managed/random_program.py",
                std::to_string(GetParam())}});
  ASSERT_TRUE(generated.Succeeded()) << generated.err;
  std::ofstream(source) << generated.out;

  const std::string reference = directory + "/reference";
  ProcessResult compiled =
      Execute(tools.Reference(false, {"-O1", "-w", source, "-o", reference}));
  ASSERT_TRUE(compiled.Succeeded()) << compiled.err;
  const ProcessResult expected = Execute({{reference}});
  ASSERT_TRUE(expected.Succeeded()) << expected.Ending() << expected.err;

  for (const std::string level : {"-O0", "-O2"}) {
    const std::string managed = directory + "/managed";
    Command build = tools.Pagurus(false, {level, "-w", source, "-o", managed});
    compiled = Execute(build);
    EXPECT_TRUE(compiled.Succeeded())
        << "seed " << GetParam() << " " << level << "\n"
        << compiled.err;
    if (!compiled.Succeeded()) continue;
    for (const std::string modes : {"", kAllDebugModes}) {
      ProcessResult actual = Execute({{managed}, {{"PAGURUS", modes}}});
      EXPECT_EQ(actual.Ending(), expected.Ending())
          << "seed " << GetParam() << " " << level << " " << modes << "\n"
          << actual.err;
      EXPECT_TRUE(actual.out == expected.out)
          << "seed " << GetParam() << " " << level << " " << modes << "\n"
          << Difference(expected.out, actual.out) << actual.err;
    }
  }
}

std::vector<int> Seeds() {
  int first = 1, last = 20;
  if (const char* range = getenv("PAGURUS_SEEDS"))
    sscanf(range, "%d-%d", &first, &last);
  std::vector<int> seeds;
  for (int seed = first; seed <= last; seed++) seeds.push_back(seed);
  // Found by longer runs: addresses chosen or compared before a call and used
  // after it.
  if (last == 20) seeds.insert(seeds.end(), {128, 135, 138, 184, 207});
  return seeds;
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomProgramTest, testing::ValuesIn(Seeds()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace pagurus
