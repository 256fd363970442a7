#include "tests/support/toolchain.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace pagurus {
namespace {

namespace fs = std::filesystem;

Toolchain toolchain;

void RemoveScratch() {
  std::error_code ignored;
  fs::remove_all(toolchain.scratch, ignored);
}

[[noreturn]] void Fail(const std::string& message) {
  fprintf(stderr, "%s\n", message.c_str());
  exit(2);
}

bool TakeFlag(const std::string& argument, const std::string& name,
              std::string* value) {
  std::string prefix = "--" + name + "=";
  if (argument.compare(0, prefix.size(), prefix) != 0) return false;
  *value = argument.substr(prefix.size());
  return true;
}

}  // namespace

void InitToolchain(int* argc, char** argv) {
  std::string keep;
  int kept = 1;
  for (int i = 1; i < *argc; i++) {
    std::string argument = argv[i];
    if (TakeFlag(argument, "cc", &toolchain.cc) ||
        TakeFlag(argument, "runtime", &toolchain.runtime) ||
        TakeFlag(argument, "root", &toolchain.root) ||
        TakeFlag(argument, "keep", &keep))
      continue;
    argv[kept++] = argv[i];
  }
  *argc = kept;
  if (toolchain.root.empty()) toolchain.root = fs::current_path();
  toolchain.root = fs::absolute(toolchain.root);
  if (toolchain.cc.empty()) toolchain.cc = toolchain.root + "/bin/pagurus-cc";
  if (!fs::exists(toolchain.cc))
    Fail(toolchain.cc +
         ": no such compiler; run the test from the root of the checkout, "
         "built, or give --cc=PATH");
  toolchain.cc = fs::absolute(toolchain.cc);
  if (!toolchain.runtime.empty())
    toolchain.runtime = fs::absolute(toolchain.runtime);

  if (keep.empty()) {
    const char* base = getenv("TEST_TMPDIR");
    std::string pattern =
        std::string(base ? base : "/tmp") + "/pagurus-test-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) Fail("mkdtemp " + pattern);
    toolchain.scratch = pattern;
    atexit(RemoveScratch);
  } else {
    toolchain.scratch = fs::absolute(keep);
    fs::create_directories(toolchain.scratch);
  }
  // The driver compiles C++ when it is called by the other name.
  toolchain.cxx = toolchain.scratch + "/pagurus-c++";
  std::error_code exists;
  fs::create_symlink(fs::canonical(toolchain.cc), toolchain.cxx, exists);
}

const Toolchain& TheToolchain() { return toolchain; }

Command Toolchain::Pagurus(bool cplusplus,
                           std::vector<std::string> argv) const {
  Command command;
  command.argv = {cplusplus ? cxx : cc};
  command.argv.insert(command.argv.end(), argv.begin(), argv.end());
  if (!runtime.empty()) command.environment = {{"PAGURUS_RUNTIME", runtime}};
  return command;
}

Command Toolchain::Reference(bool cplusplus,
                             std::vector<std::string> argv) const {
  Command command;
  command.argv = {cplusplus ? "clang++-19" : "clang-19",
                  "-I" + root + "/tests/managed/reference"};
  command.argv.insert(command.argv.end(), argv.begin(), argv.end());
  return command;
}

std::string Toolchain::MakeDirectory(const std::string& name) const {
  std::string path = scratch + "/" + name;
  fs::remove_all(path);
  fs::create_directories(path);
  return path;
}

std::vector<std::string> ListFiles(const std::string& directory,
                                   const std::vector<std::string>& suffixes) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry :
       fs::directory_iterator(toolchain.root + "/" + directory, error)) {
    std::string name = entry.path().filename();
    for (const std::string& suffix : suffixes)
      if (entry.path().extension() == suffix) names.push_back(name);
  }
  if (names.empty()) Fail(toolchain.root + "/" + directory + ": no test files");
  std::sort(names.begin(), names.end());
  return names;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> Directive(const std::string& source,
                                   const std::string& key) {
  std::vector<std::string> words;
  std::istringstream lines(source);
  const std::string prefix = "// " + key + ":";
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, 2, "//") != 0) break;
    if (line.compare(0, prefix.size(), prefix) != 0) continue;
    std::string word;
    bool quoted = false, any = false;
    for (char c : line.substr(prefix.size()) + " ") {
      if (c == '"') {
        quoted = !quoted;
        any = true;
      } else if (c == ' ' && !quoted) {
        if (any) words.push_back(word);
        word.clear();
        any = false;
      } else {
        word += c;
        any = true;
      }
    }
  }
  return words;
}

long Statistic(const std::string& err, const std::string& name) {
  size_t line = err.rfind("pagurus-stats: ");
  if (line == std::string::npos) return -1;
  std::string key = "\"" + name + "\"";
  size_t at = err.find(key, line);
  if (at == std::string::npos) return -1;
  at = err.find_first_of("0123456789", at + key.size());
  return at == std::string::npos ? -1 : atol(err.c_str() + at);
}

std::string Difference(const std::string& expected, const std::string& actual) {
  constexpr int kMaxLines = 12;
  std::istringstream e(expected), a(actual);
  std::string text, x, y;
  int shown = 0;
  for (int number = 1; shown < kMaxLines; number++) {
    bool more_e = static_cast<bool>(std::getline(e, x));
    bool more_a = static_cast<bool>(std::getline(a, y));
    if (!more_e && !more_a) break;
    if (more_e && more_a && x == y) continue;
    shown++;
    std::string where = "line " + std::to_string(number);
    text += where + " expected: " + (more_e ? x : "(end of output)") + "\n";
    text += where + "   actual: " + (more_a ? y : "(end of output)") + "\n";
  }
  if (text.empty() && expected != actual)
    text = "they differ in the final newline or a NUL character\n";
  return text;
}

std::string TestName(const std::string& file, const std::string& flags) {
  std::string name = file.substr(0, file.find_last_of('.')) + "_" + flags;
  std::string result;
  for (char c : name) {
    if (isalnum(static_cast<unsigned char>(c))) {
      result += c;
    } else if (c != '-') {
      result += '_';
    }
  }
  return result;
}

}  // namespace pagurus
