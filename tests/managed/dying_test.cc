// Programs that die, or show what they do, and what they say: every program in
// dying/, at several optimisation levels, with and without debug information,
// plainly and in all debug modes.
//
// A program's first comment says what its ways are, each a run of its own:
//   // PROCS: …     these numbers of Ps, one after the other
//   // WAY: …       the program's argument; begins a way
//   // WITH: …      more switches for it
//   // ENDS: …      "exit status 2", "signal 11"
//   // SAYS: …      a line of stderr, after those that it said before
//   // ANYWHERE: …  the same, wherever
//   // NEVER: …     no line of stderr is like this
// These are regular expressions of whole lines, in which Name@tag stands for
// "Name at FILE:N" with the number of the line that ends in "// @tag", or, in
// builds without debug information, for "Name+0x1f".

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

constexpr char kDirectory[] = "tests/managed/dying";

struct Way {
  std::string argument, with, ends;
  std::vector<std::string> says, anywhere, never;
};

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// What follows "// KEY:", without the one space after it.
bool After(const std::string& line, const std::string& key, std::string* rest) {
  const std::string prefix = "// " + key + ":";
  if (line.compare(0, prefix.size(), prefix) != 0) return false;
  *rest = line.substr(prefix.size());
  if (!rest->empty()) rest->erase(0, 1);
  return true;
}

std::vector<Way> Ways(const std::string& source) {
  std::vector<Way> ways;
  for (const std::string& line : Lines(source)) {
    std::string rest;
    if (After(line, "WAY", &rest)) {
      ways.emplace_back();
      ways.back().argument = rest;
    }
    if (After(line, "WITH", &rest)) ways.back().with = rest;
    if (After(line, "ENDS", &rest)) ways.back().ends = rest;
    if (After(line, "SAYS", &rest)) ways.back().says.push_back(rest);
    if (After(line, "ANYWHERE", &rest)) ways.back().anywhere.push_back(rest);
    if (After(line, "NEVER", &rest)) ways.back().never.push_back(rest);
  }
  return ways;
}

// The number of the line with "// @tag", counted from 1; 0: none.
int LineOf(const std::string& source, const std::string& tag) {
  int number = 0;
  for (const std::string& line : Lines(source)) {
    ++number;
    const std::string mark = "// @" + tag;
    if (line.size() >= mark.size() &&
        line.compare(line.size() - mark.size(), mark.size(), mark) == 0) {
      return number;
    }
  }
  return 0;
}

// The expression that `pattern` stands for.
std::string Expression(const std::string& pattern, const std::string& file,
                       const std::string& source, bool lines) {
  static const std::regex kTag("@([a-z]+)");
  std::string result = pattern;
  std::smatch match;
  while (std::regex_search(result, match, kTag)) {
    const int number = LineOf(source, match[1]);
    EXPECT_GT(number, 0) << "no line is marked // @" << match[1];
    result = match.prefix().str() +
             (lines ? " at [^ ]*" + file + ":" + std::to_string(number)
                    : std::string("\\+0x[0-9a-f]+")) +
             match.suffix().str();
  }
  return result;
}

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

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const std::string& file : ListFiles(kDirectory, {".c"})) {
    cases.push_back({file, {"-O0", "-g"}});
    cases.push_back({file, {"-O2", "-gdwarf-4"}});
    cases.push_back({file, {"-O3", "-g1"}});
    cases.push_back({file, {"-O2"}});
  }
  return cases;
}

class DyingTest : public testing::TestWithParam<Case> {
 protected:
  // Nobody wants these cores.
  static void SetUpTestSuite() {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
  }
};

void Check(const Way& way, const ProcessResult& actual, const std::string& file,
           const std::string& source, bool lines) {
  EXPECT_EQ(actual.Ending().substr(0, way.ends.size()), way.ends);
  const std::vector<std::string> said = Lines(actual.err);
  auto matches = [&](const std::string& pattern) {
    const std::regex regex(Expression(pattern, file, source, lines));
    return [regex](const std::string& line) {
      return std::regex_match(line, regex);
    };
  };
  auto at = said.begin();
  for (const std::string& pattern : way.says) {
    at = std::find_if(at, said.end(), matches(pattern));
    ASSERT_NE(at, said.end()) << "does not say: " << pattern;
    ++at;
  }
  for (const std::string& pattern : way.anywhere) {
    EXPECT_TRUE(std::any_of(said.begin(), said.end(), matches(pattern)))
        << "does not say: " << pattern;
  }
  for (const std::string& pattern : way.never) {
    EXPECT_TRUE(std::none_of(said.begin(), said.end(), matches(pattern)))
        << "says: " << pattern;
  }
}

TEST_P(DyingTest, SaysWhy) {
  const Toolchain& tools = TheToolchain();
  const std::string& file = GetParam().file;
  const std::string path = tools.root + "/" + kDirectory + "/" + file;
  const std::string source = ReadFile(path);
  const std::string program =
      tools.MakeDirectory(TestName(file, Joined(GetParam().flags))) +
      "/program";
  std::vector<std::string> build = GetParam().flags;
  build.insert(build.end(), {path, "-o", program});
  Command compile = tools.Pagurus(false, build);
  compile.timeout_seconds = 120;
  const ProcessResult compiled = Execute(compile);
  ASSERT_TRUE(compiled.Succeeded()) << ToShell(compile) << compiled.err;
  const bool lines = GetParam().flags.size() > 1;

  for (const Way& way : Ways(source)) {
    for (const std::string& procs : Directive(source, "PROCS")) {
      for (const std::string& modes :
           {std::string(), std::string(kAllDebugModes)}) {
        Command run;
        run.argv = {program, way.argument};
        std::string switches = modes;
        if (!modes.empty() && !way.with.empty()) switches += ",";
        switches += way.with;
        run.environment = {{"PAGURUS", switches}, {"PAGURUS_PROCS", procs}};
        const ProcessResult actual = Execute(run);
        SCOPED_TRACE(ToShell(compile) + "\nPAGURUS=" + switches +
                     " PAGURUS_PROCS=" + procs + " program " + way.argument +
                     "\n" + actual.err.substr(0, 6000));
        Check(way, actual, file, source, lines);
        if (HasFailure()) return;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, DyingTest, testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) {
                           return TestName(info.param.file,
                                           Joined(info.param.flags));
                         });

}  // namespace
}  // namespace pagurus
