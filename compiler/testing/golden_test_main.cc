// Golden tests: every file named on the command line is one test case.
//
//   golden_test --tool=PATH… FILE…
//
// A file says how it is tested in lines like
//
//   ; RUN: pagurus-llc -machine-only %s | FileCheck %s
//
// Each is a bash command (with pipefail) and must succeed.  %s is the file, %S
// its folder, %t a temporary file of the test case.  The programs given with
// --tool are found by their name, and so are LLVM's (FileCheck, not,
// llvm-readobj, …).
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

constexpr char kLlvmTools[] = "/usr/lib/llvm-19/bin";

std::string Absolute(const std::string& path) {
  if (!path.empty() && path[0] == '/') return path;
  char buffer[4096];
  if (!getcwd(buffer, sizeof(buffer))) abort();
  return std::string(buffer) + "/" + path;
}

std::string Replace(std::string text, const std::string& what,
                    const std::string& with) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos;
       at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

std::string Quoted(const std::string& text) {
  return "'" + Replace(text, "'", "'\\''") + "'";
}

std::vector<std::string> RunLines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    size_t at = line.find("RUN:");
    if (at != std::string::npos) lines.push_back(line.substr(at + 4));
  }
  return lines;
}

class GoldenTest : public testing::Test {
 public:
  GoldenTest(std::string path, std::string tool_path)
      : path_(std::move(path)), tool_path_(std::move(tool_path)) {}

  void TestBody() override {
    std::vector<std::string> lines = RunLines(path_);
    ASSERT_FALSE(lines.empty()) << path_ << " has no RUN: line";
    const std::string temporary =
        testing::TempDir() + "/golden." + std::to_string(getpid());
    for (std::string line : lines) {
      line = Replace(line, "%s", Quoted(path_));
      line = Replace(line, "%S", Quoted(path_.substr(0, path_.rfind('/'))));
      line = Replace(line, "%t", temporary);
      std::string command = "export PATH=" + Quoted(tool_path_) +
                            ":\"$PATH\"; set -o pipefail; " + line;
      std::string output;
      std::string shell = "bash -c " + Quoted(command) + " 2>&1";
      FILE* pipe = popen(shell.c_str(), "r");
      ASSERT_NE(pipe, nullptr);
      char buffer[4096];
      while (size_t n = fread(buffer, 1, sizeof(buffer), pipe))
        output.append(buffer, n);
      int status = pclose(pipe);
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0)
          << "command: " << line << "\n"
          << output;
    }
  }

 private:
  std::string path_;
  std::string tool_path_;
};

std::string TestName(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  name = name.substr(0, name.rfind('.'));
  for (char& c : name)
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  std::string tool_path;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    std::string arg = argv[i];
    if (arg.rfind("--tool=", 0) == 0) {
      std::string tool = Absolute(arg.substr(7));
      tool_path += tool.substr(0, tool.rfind('/')) + ":";
    } else {
      files.push_back(Absolute(arg));
    }
  }
  tool_path += kLlvmTools;
  std::set<std::string> names;
  for (const std::string& file : files) {
    std::string name = TestName(file);
    if (!names.insert(name).second) {
      fprintf(stderr, "two golden tests are called %s\n", name.c_str());
      return 2;
    }
    testing::RegisterTest(
        "Golden", name.c_str(), nullptr, nullptr, file.c_str(), 1,
        [file, tool_path] {
          return static_cast<testing::Test*>(new GoldenTest(file, tool_path));
        });
  }
  if (files.empty()) {
    fprintf(stderr, "no golden tests given\n");
    return 2;
  }
  return RUN_ALL_TESTS();
}
