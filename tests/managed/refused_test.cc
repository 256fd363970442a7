// What Pagurus cannot compile rightly it refuses: a status other than 0, no
// output file, and a message that names the file, the line and the reason, or
// the flag and the reason (I10).
//
// refused/*.{c,cc}: "// REFUSE: regex" is what the message must match.

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

constexpr char kDirectory[] = "tests/managed/refused";

std::string Path(const std::string& file) {
  return TheToolchain().root + "/" + kDirectory + "/" + file;
}

bool Matches(const std::string& text, const std::string& pattern) {
  return std::regex_search(
      text, std::regex(pattern, std::regex::extended | std::regex::icase));
}

std::vector<std::string> Programs() {
  std::vector<std::string> files = ListFiles(kDirectory, {".c", ".cc"});
  std::erase(files, "plain.c");
  return files;
}

class RefusedProgramTest : public testing::TestWithParam<std::string> {};

TEST_P(RefusedProgramTest, IsRefusedWithFileLineAndReason) {
  const std::string path = Path(GetParam());
  const std::string source = ReadFile(path);
  const size_t at = source.find("// REFUSE: ");
  ASSERT_NE(at, std::string::npos) << path << " says no reason";
  const size_t begin = at + 11;
  const std::string pattern =
      source.substr(begin, source.find('\n', begin) - begin);
  const bool cplusplus = path.substr(path.size() - 3) == ".cc";
  for (const std::string level : {"-O0", "-O2"}) {
    std::string output =
        TheToolchain().MakeDirectory(TestName(GetParam(), level)) + "/out.o";
    std::vector<std::string> flags = {level, "-c", path, "-o", output};
    for (const std::string& flag : Directive(source, "FLAGS"))
      flags.push_back(flag);
    Command command = TheToolchain().Pagurus(cplusplus, flags);
    ProcessResult result = Execute(command);
    EXPECT_GT(result.exit_code, 0) << ToShell(command) << result.Ending();
    EXPECT_TRUE(Matches(result.err, pattern))
        << ToShell(command) << "\nexpected: " << pattern
        << "\nmessage: " << result.err;
    EXPECT_FALSE(std::filesystem::exists(output)) << ToShell(command);
    // The reference compiler has no objection: the file is right.
    command = TheToolchain().Reference(cplusplus, flags);
    result = Execute(command);
    EXPECT_TRUE(result.Succeeded()) << ToShell(command) << "\n" << result.err;
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, RefusedProgramTest,
                         testing::ValuesIn(Programs()),
                         [](const testing::TestParamInfo<std::string>& info) {
                           return TestName(info.param, "");
                         });

struct FlagCase {
  const char* name;
  std::vector<std::string> flags;
  const char* message;
};

void PrintTo(const FlagCase& c, std::ostream* out) { *out << c.name; }

class RefusedFlagTest : public testing::TestWithParam<FlagCase> {};

TEST_P(RefusedFlagTest, IsRefusedWithAReason) {
  std::string output =
      TheToolchain().MakeDirectory(std::string("flag_") + GetParam().name) +
      "/out";
  std::vector<std::string> flags = GetParam().flags;
  flags.insert(flags.end(), {Path("plain.c"), "-o", output});
  Command command = TheToolchain().Pagurus(false, flags);
  ProcessResult result = Execute(command);
  EXPECT_GT(result.exit_code, 0) << ToShell(command) << result.Ending();
  EXPECT_TRUE(Matches(result.err, GetParam().message))
      << ToShell(command) << "\nmessage: " << result.err;
  EXPECT_FALSE(std::filesystem::exists(output));
}

const FlagCase kFlags[] = {
    {"shared", {"-shared", "-fPIC"}, "-shared .*:"},
    {"pg", {"-pg"}, "-pg .*:"},
    {"instrument_functions",
     {"-finstrument-functions"},
     "-finstrument-functions .*:"},
    {"xray", {"-fxray-instrument"}, "-fxray-instrument .*:"},
    {"split_stack", {"-fsplit-stack"}, "-fsplit-stack .*:"},
    {"safe_stack", {"-fsanitize=safe-stack"}, "-fsanitize=safe-stack .*:"},
    {"address_sanitizer", {"-fsanitize=address"}, "-fsanitize=address .*:"},
    {"wrap", {"-Wl,--wrap=malloc"}, "--wrap.*:"},
    {"identical_code_folding",
     {"-fuse-ld=lld-19", "-Wl,--icf=all"},
     "--icf=all.*:"},
    {"m32", {"-m32"}, "-m32|i[3-6]86"},
    {"other_target", {"--target=aarch64-linux-gnu", "-c"}, "aarch64"},
};

INSTANTIATE_TEST_SUITE_P(Flags, RefusedFlagTest, testing::ValuesIn(kFlags),
                         [](const testing::TestParamInfo<FlagCase>& info) {
                           return std::string(info.param.name);
                         });

TEST(NotRefusedTest, PlainProgram) {
  std::string output = TheToolchain().MakeDirectory("plain") + "/out";
  Command command =
      TheToolchain().Pagurus(false, {Path("plain.c"), "-o", output});
  ProcessResult result = Execute(command);
  ASSERT_TRUE(result.Succeeded()) << ToShell(command) << result.err;
  EXPECT_EQ(Execute({{output}}).out, "plain\n");
}

}  // namespace
}  // namespace pagurus
