// The option table: what each word of a command line is taken for.
#include "compiler/driver/options.h"

#include <set>
#include <string>
#include <vector>

#include "compiler/driver/option_table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pagurus {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(const std::vector<std::string>& args) {
  auto result = ParseArguments(args);
  return result.ok() ? "" : std::string(result.status().message());
}

TEST(OptionTableTest, EveryNameStandsOnce) {
  std::set<std::string> names;
  for (const OptionRow& row : OptionTable()) {
    EXPECT_TRUE(names.insert(std::string(row.name)).second) << row.name;
  }
}

TEST(OptionTableTest, RefusedRowsSayWhy) {
  for (const OptionRow& row : OptionTable()) {
    bool refused =
        row.use == OptionUse::kRefused || row.use == OptionUse::kRefusedInLink;
    EXPECT_EQ(refused, !row.reason.empty()) << row.name;
  }
}

TEST(OptionTableTest, LongestNameWins) {
  EXPECT_EQ(FindOption("-fsanitize=address")->use, OptionUse::kRefused);
  EXPECT_EQ(FindOption("-fno-sanitize=all")->use, OptionUse::kNoEffect);
  EXPECT_EQ(FindOption("-fstrict-aliasing")->use, OptionUse::kBoth);
  EXPECT_EQ(FindOption("-mcmodel=small")->use, OptionUse::kBoth);
  EXPECT_EQ(FindOption("-mcmodel=large")->use, OptionUse::kRefused);
  EXPECT_EQ(FindOption("-Wl,-O1")->use, OptionUse::kLink);
  EXPECT_EQ(FindOption("-Wall")->use, OptionUse::kCompile);
  EXPECT_EQ(FindOption("-MMD")->id, OptionId::kDependenciesAlso);
  EXPECT_EQ(FindOption("-MM")->id, OptionId::kDependenciesOnly);
  EXPECT_EQ(FindOption("-include")->name, "-include");
  EXPECT_EQ(FindOption("-lemon")->use, OptionUse::kLink);
  EXPECT_EQ(FindOption("-pthread")->use, OptionUse::kBoth);
}

TEST(ParseArgumentsTest, ArgumentsJoinedAndSeparate) {
  auto parsed = ParseArguments({"-Iinc", "-D", "X=1", "-o", "out", "a.c"});
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  ASSERT_EQ(parsed->size(), 4u);
  EXPECT_THAT((*parsed)[0].words, ElementsAre("-Iinc"));
  EXPECT_EQ((*parsed)[0].value, "inc");
  EXPECT_THAT((*parsed)[1].words, ElementsAre("-D", "X=1"));
  EXPECT_EQ((*parsed)[2].value, "out");
  EXPECT_EQ((*parsed)[3].row, nullptr);
  EXPECT_EQ((*parsed)[3].value, "a.c");
}

TEST(ParseArgumentsTest, LanguageHoldsUntilNone) {
  auto parsed =
      ParseArguments({"-x", "c", "a", "-xc++", "b", "-x", "none", "c.o"});
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  ASSERT_EQ(parsed->size(), 3u);
  EXPECT_EQ((*parsed)[0].language, "c");
  EXPECT_EQ((*parsed)[1].language, "c++");
  EXPECT_EQ((*parsed)[2].language, "");
}

TEST(ParseArgumentsTest, AfterTwoDashesAllAreFiles) {
  auto parsed = ParseArguments({"--", "-c"});
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  ASSERT_EQ(parsed->size(), 1u);
  EXPECT_EQ((*parsed)[0].row, nullptr);
}

TEST(ParseArgumentsTest, MissingArgument) {
  EXPECT_THAT(ErrorOf({"a.c", "-o"}), HasSubstr("'-o' is missing"));
}

// I10: what nobody has thought about is refused.
TEST(ParseArgumentsTest, UnknownOptionIsRefused) {
  EXPECT_THAT(ErrorOf({"-zebra", "a.c"}), HasSubstr("'-zebra'"));
  EXPECT_THAT(ErrorOf({"--emit-static-lib", "a.c"}),
              HasSubstr("unknown option"));
}

class RefusedOptionTest : public ::testing::TestWithParam<const char*> {};

TEST_P(RefusedOptionTest, IsNamedWithReason) {
  std::string error = ErrorOf({GetParam(), "a.c"});
  EXPECT_THAT(error, HasSubstr(GetParam()));
  EXPECT_THAT(error, HasSubstr(" is not supported: "));
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedOptionTest,
    ::testing::Values(
        "-shared", "-pg", "-p", "-m32", "-mx32", "-fsplit-stack",
        "-finstrument-functions", "-finstrument-functions-after-inlining",
        "-fsanitize=address", "-fsanitize-coverage=trace-pc",
        "-fxray-instrument", "-mretpoline", "-mretpoline-external-thunk",
        "-fprofile-arcs", "--coverage", "-fprofile-generate=x", "-fopenmp",
        "-mcmodel=medium", "-mstackrealign", "-femulated-tls",
        "-fpatchable-function-entry=2", "-Wl,-shared", "-Wl,--icf=all",
        "-Wl,--icf=safe", "-Wl,-r", "-Wl,-O1,--wrap=malloc", "-save-temps"));

TEST(ParseArgumentsTest, OtherTargetsAreRefused) {
  EXPECT_EQ(ErrorOf({"--target=x86_64-linux-gnu", "a.c"}), "");
  EXPECT_EQ(ErrorOf({"-target", "x86_64-pc-linux-gnu", "a.c"}), "");
  EXPECT_THAT(ErrorOf({"--target=aarch64-linux-gnu", "a.c"}),
              HasSubstr("aarch64"));
  EXPECT_THAT(ErrorOf({"--target=x86_64-linux-gnux32", "a.c"}),
              HasSubstr("not supported"));
  EXPECT_THAT(ErrorOf({"--target=x86_64-pc-windows-msvc", "a.c"}),
              HasSubstr("not supported"));
}

TEST(ParseArgumentsTest, LinkerWordsThroughXlinker) {
  EXPECT_THAT(ErrorOf({"-Xlinker", "-Bshareable", "a.o"}),
              HasSubstr("shared object"));
  EXPECT_EQ(ErrorOf({"-Xlinker", "--icf=none", "a.o"}), "");
  EXPECT_EQ(ErrorOf({"-Wl,-E,-rpath,/x", "a.o"}), "");
}

TEST(ClassifyInputTest, ByExtension) {
  for (const char* path : {"a.c", "d/a.cc", "a.cpp", "a.C", "a.i", "a.ii",
                           "a.ll", "a.bc", "a.b.cxx"}) {
    EXPECT_EQ(ClassifyInput(path, ""), InputKind::kManagedSource) << path;
  }
  for (const char* path : {"a.s", "a.S"}) {
    EXPECT_EQ(ClassifyInput(path, ""), InputKind::kAssembly) << path;
  }
  for (const char* path :
       {"a.o", "liba.a", "liba.so.6", "noext", "x.c/a", "a.lo", "-"}) {
    EXPECT_EQ(ClassifyInput(path, ""), InputKind::kLinkerInput) << path;
  }
  EXPECT_EQ(ClassifyInput("a.h", ""), InputKind::kHeader);
  EXPECT_EQ(ClassifyInput("a.f90", ""), InputKind::kUnsupported);
  EXPECT_EQ(ClassifyInput("a.mm", ""), InputKind::kUnsupported);
}

TEST(ClassifyInputTest, LanguageBeatsExtension) {
  EXPECT_EQ(ClassifyInput("a.o", "c"), InputKind::kManagedSource);
  EXPECT_EQ(ClassifyInput("-", "assembler-with-cpp"), InputKind::kAssembly);
  EXPECT_EQ(ClassifyInput("a.c", "cuda"), InputKind::kUnsupported);
  EXPECT_TRUE(IsIrInput("a.txt", "ir"));
  EXPECT_TRUE(IsIrInput("a.ll", ""));
  EXPECT_FALSE(IsIrInput("a.ll", "c"));
}

}  // namespace
}  // namespace pagurus
