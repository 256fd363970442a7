// Every program in programs/, at every optimisation level that it is meant for:
// compiled by Pagurus and by plain clang, which must agree on the output and
// the exit status; Pagurus's build runs plainly and with all debug modes, in
// which the stack moves at every check (I1, I2, I3, I5, I6 break here).
//
// A program's first comment may say:
//   // FLAGS: …    more compiler flags
//   // OPT: …      only these optimisation levels
//   // ARGS: …     arguments of the run
//   // STRESS: …   this stressmove setting, for programs with too many calls
//   // STRESSGC: …  also with this stressgc setting, and all debug modes
//   // NOSTATS:    it ends in a way that leaves no statistics to check
//   // PROCS: …    these numbers of Ps (PAGURUS_PROCS), one after the other,
//                  and a schedule from a seed; without it 1 P and one thread
//                  (sysmon=0,lockmain=0): goroutines need not synchronise
//   // NOSCHED:    no seeded schedule, for it needs several threads
//
// One program:  program_test --gtest_filter='*/quicksort*'   (from the root of
// the checkout; --keep=DIR keeps what is built).

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

constexpr char kDirectory[] = "tests/managed/programs";

struct Case {
  std::string file;
  std::vector<std::string> flags;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.file; }

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

// All programs at -O0 and -O2; each also in one of the less usual ways, chosen
// by its name, so that all ways are used without multiplying the time.
std::vector<Case> Cases() {
  const std::vector<std::vector<std::string>> kUnusual = {
      {"-O1"}, {"-O3"}, {"-O0", "-g"}, {"-O2", "-g"}, {"-Os"}};
  std::vector<Case> cases;
  for (const std::string& file : ListFiles(kDirectory, {".c", ".cc", ".ll"})) {
    std::string source =
        ReadFile(TheToolchain().root + "/" + kDirectory + "/" + file);
    std::vector<std::string> only = Directive(source, "OPT");
    if (!only.empty()) {
      for (const std::string& level : only) cases.push_back({file, {level}});
      continue;
    }
    unsigned hash = 0;
    for (char c : file) hash = hash * 31 + static_cast<unsigned char>(c);
    cases.push_back({file, {"-O0"}});
    cases.push_back({file, {"-O2"}});
    cases.push_back({file, kUnusual[hash % kUnusual.size()]});
  }
  return cases;
}

class ProgramTest : public testing::TestWithParam<Case> {};

TEST_P(ProgramTest, BehavesAsClangsBuild) {
  const Toolchain& tools = TheToolchain();
  const std::string path =
      tools.root + "/" + kDirectory + "/" + GetParam().file;
  const std::string source = ReadFile(path);
  const bool cplusplus = path.substr(path.size() - 3) == ".cc";
  const std::string directory =
      tools.MakeDirectory(TestName(GetParam().file, Joined(GetParam().flags)));

  std::vector<std::string> build = GetParam().flags;
  if (cplusplus) build.insert(build.end(), {"-std=c++20", "-fno-exceptions"});
  build.push_back(path);
  for (const std::string& flag : Directive(source, "FLAGS"))
    build.push_back(flag);
  build.push_back("-o");

  auto compile = [&](Command command, const std::string& output) {
    command.argv.push_back(output);
    command.timeout_seconds = 120;
    ProcessResult result = Execute(command);
    ASSERT_TRUE(result.Succeeded()) << ToShell(command) << "\n"
                                    << result.Ending() << "\n"
                                    << result.err;
  };
  const std::string reference = directory + "/reference";
  const std::string managed = directory + "/managed";
  ASSERT_NO_FATAL_FAILURE(
      compile(tools.Reference(cplusplus, build), reference));
  ASSERT_NO_FATAL_FAILURE(compile(tools.Pagurus(cplusplus, build), managed));

  Command run;
  run.argv = {reference};
  for (const std::string& word : Directive(source, "ARGS"))
    run.argv.push_back(word);
  const ProcessResult expected = Execute(run);
  ASSERT_GE(expected.exit_code, 0)
      << "clang's own build fails: " << expected.Ending() << expected.err;

  run.argv[0] = managed;
  auto same = [&](const std::string& modes, const std::string& procs) {
    run.environment = {{"PAGURUS", modes}, {"PAGURUS_PROCS", procs}};
    ProcessResult actual = Execute(run);
    std::string reproduce = "reproduce:\n  cd " + tools.root + "\n  " +
                            ToShell(tools.Pagurus(cplusplus, build)) +
                            " /tmp/program\n  PAGURUS=" + modes +
                            " PAGURUS_PROCS=" + procs + " /tmp/program " +
                            Joined({run.argv.begin() + 1, run.argv.end()});
    EXPECT_EQ(actual.Ending(), expected.Ending()) << actual.err << reproduce;
    EXPECT_TRUE(actual.out == expected.out)
        << Difference(expected.out, actual.out) << actual.err << reproduce;
    return actual.err;
  };

  // A formatter that joins the lines of a comment would switch them off.
  const std::string lines = "\n" + source;
  for (const char* key : {"FLAGS", "OPT", "ARGS", "STRESS", "STRESSGC",
                          "NOSTATS", "PROCS", "NOSCHED"}) {
    const std::string text = " " + std::string(key) + ":";
    for (size_t at = lines.find(text); at != std::string::npos;
         at = lines.find(text, at + 1)) {
      EXPECT_EQ(lines.substr(at < 3 ? 0 : at - 3, 3), "\n//")
          << key << ": does not begin its line";
    }
  }
  const bool statistics = source.find("// NOSTATS:") == std::string::npos;
  std::string modes = kAllDebugModes;
  std::vector<std::string> gentler = Directive(source, "STRESS");
  if (!gentler.empty())
    modes.replace(0, std::string("stressmove=1").size(), gentler[0]);
  // On one thread goroutines need not synchronise.
  std::string cooperative;
  std::vector<std::string> all_procs = Directive(source, "PROCS");
  if (all_procs.empty()) {
    all_procs = {"1"};
    cooperative = ",sysmon=0,lockmain=0";
  }
  for (const std::string& procs : all_procs) {
    std::string stats = same("stats=1" + cooperative, procs);
    if (statistics) {
      EXPECT_GT(Statistic(stats, "grows"), 0) << "the stack did not grow\n"
                                              << stats;
    }
    if (HasFailure()) return;
    stats = same(modes + ",stats=1" + cooperative, procs);
    if (statistics) {
      EXPECT_GT(Statistic(stats, "moves"), 0) << "nothing moved\n" << stats;
    }
    for (const std::string& every : Directive(source, "STRESSGC"))
      same("stressgc=" + every + "," + modes + cooperative, procs);
    if (HasFailure() || !cooperative.empty()) return;
    // Other threads move what waits.
    same("stressparked=1," + modes, procs);
    if (HasFailure()) return;
  }
  if (cooperative.empty() && source.find("// NOSCHED:") == std::string::npos)
    same("sched=7", "1");
}

INSTANTIATE_TEST_SUITE_P(Programs, ProgramTest, testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) {
                           return TestName(info.param.file,
                                           Joined(info.param.flags));
                         });

}  // namespace
}  // namespace pagurus
