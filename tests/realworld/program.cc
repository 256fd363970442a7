#include "tests/realworld/program.h"

#include <stdio.h>
#include <time.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

namespace fs = std::filesystem;

constexpr int kBuildSeconds = 1200;
// Tests of compressors like their files large.
constexpr long kMaxFileBytes = 1 << 30;

// The end of a text, where the reason for a failure is.
std::string Tail(const std::string& text) {
  constexpr size_t kBytes = 4000;
  if (text.size() <= kBytes) return text;
  return "[…]\n" + text.substr(text.find('\n', text.size() - kBytes) + 1);
}

void Write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// A number from each process that wrote a line of statistics.
std::vector<long> Statistics(const std::string& err, const std::string& name) {
  std::istringstream lines(err);
  std::vector<long> values;
  for (std::string line; std::getline(lines, line);) {
    const long value = Statistic(line, name);
    if (value >= 0) values.push_back(value);
  }
  return values;
}

long Sum(const std::vector<long>& values) {
  return std::accumulate(values.begin(), values.end(), 0L);
}

long Seconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

// Executes and says so, with the time it took.
ProcessResult Announced(const std::string& what, const Command& command) {
  printf("%s …", what.c_str());
  fflush(stdout);
  const long start = Seconds();
  ProcessResult result = Execute(command);
  printf(" %s, %ld s\n", result.Succeeded() ? "done" : result.Ending().c_str(),
         Seconds() - start);
  fflush(stdout);
  return result;
}

}  // namespace

Program::Program(std::string file, std::string directory)
    : file_(std::move(file)), directory_(std::move(directory)) {
  name_ = fs::path(file_).stem();
  Command command = Script(Compiler::kClang, {"describe"});
  ProcessResult result = Execute(command);
  if (!result.Succeeded()) {
    error_ = ToShell(command) + "\n" + result.Ending() + "\n" + result.err;
    return;
  }
  std::istringstream lines(result.out);
  for (std::string kind, name; lines >> kind >> name;) {
    if (kind == "same") {
      same_files_.push_back(name);
      continue;
    }
    Workload workload;
    workload.name = name;
    std::string stress, statistics;
    lines >> stress >> statistics >> workload.timeout_seconds >>
        workload.stack_bytes;
    workload.debug_modes = "stressmove=" + stress +
                           std::string(kAllDebugModes)
                               .substr(std::string(kAllDebugModes).find(','));
    workload.statistics = statistics != "no";
    workloads_.push_back(workload);
  }
  if (workloads_.empty()) error_ = file_ + ": names no cases";
}

std::string Program::BuildDirectory(Compiler compiler) const {
  return directory_ + (compiler == Compiler::kClang ? "/clang" : "/pagurus");
}

Command Program::Script(Compiler compiler,
                        std::vector<std::string> argv) const {
  const Toolchain& toolchain = TheToolchain();
  Command command;
  command.argv = {toolchain.root + "/tests/realworld/program.sh", file_};
  command.argv.insert(command.argv.end(), argv.begin(), argv.end());
  command.max_file_bytes = kMaxFileBytes;
  // Messages are compared, and so are sorted lists.
  command.environment = {{"LC_ALL", "C"}};
  if (compiler == Compiler::kClang) {
    command.environment.push_back({"CC", "clang-19"});
    command.environment.push_back({"CXX", "clang++-19"});
  } else {
    command.environment.push_back({"CC", toolchain.cc});
    command.environment.push_back({"CXX", toolchain.cxx});
    if (!toolchain.runtime.empty())
      command.environment.push_back({"PAGURUS_RUNTIME", toolchain.runtime});
  }
  return command;
}

std::string Program::BuildWith(Compiler compiler) {
  const std::string by = compiler == Compiler::kClang ? "clang" : "pagurus";
  Command command = Script(compiler, {"build", BuildDirectory(compiler)});
  command.timeout_seconds = kBuildSeconds;
  ProcessResult result = Announced(name_ + ": building with " + by, command);
  const std::string log = directory_ + "/build." + by + ".log";
  Write(log, result.out + result.err);
  if (result.Succeeded()) return "";
  return ToShell(command) + "\n" + result.Ending() + "\n" + Tail(result.out) +
         Tail(result.err) + "complete log: " + log + "\n";
}

std::string Program::Build() {
  if (build_ == kFailed) return "not built: see the first failure\n";
  if (build_ == kBuilt) return "";
  fs::create_directories(directory_);
  std::string failure = BuildWith(Compiler::kClang);
  if (failure.empty()) failure = BuildWith(Compiler::kPagurus);
  build_ = failure.empty() ? kBuilt : kFailed;
  return failure;
}

std::string Program::CompareFile(const std::string& name) {
  const std::string clang = BuildDirectory(Compiler::kClang) + "/" + name;
  const std::string pagurus = BuildDirectory(Compiler::kPagurus) + "/" + name;
  for (const std::string& path : {clang, pagurus})
    if (!fs::is_regular_file(path)) return path + ": no such file\n";
  const std::string expected = ReadFile(clang), actual = ReadFile(pagurus);
  if (actual == expected) return "";
  return clang + " and " + pagurus + " differ:\n" +
         Difference(expected, actual);
}

ProcessResult Program::RunOnce(Compiler compiler, const Workload& workload,
                               const std::string& how,
                               const std::string& switches, Command* command) {
  const std::string scratch = directory_ + "/scratch";
  fs::remove_all(scratch);
  fs::create_directories(scratch);
  *command = Script(compiler,
                    {"run", BuildDirectory(compiler), scratch, workload.name});
  command->timeout_seconds = workload.timeout_seconds;
  if (!switches.empty()) command->environment.push_back({"PAGURUS", switches});
  ProcessResult result =
      Announced(name_ + ": " + workload.name + ", " + how, *command);
  Write(directory_ + "/" + workload.name + "." + how + ".out", result.out);
  Write(directory_ + "/" + workload.name + "." + how + ".err", result.err);
  return result;
}

std::string Program::Run(const Workload& workload) {
  Command command;
  const ProcessResult expected =
      RunOnce(Compiler::kClang, workload, "clang", "", &command);
  if (!expected.Succeeded())
    return "clang's build: " + ToShell(command) + "\n" + expected.Ending() +
           "\n" + Tail(expected.out) + Tail(expected.err);
  for (const bool debug : {false, true}) {
    std::string switches = debug ? workload.debug_modes : "";
    if (workload.statistics)
      switches += std::string(debug ? "," : "") + "stats=1";
    ProcessResult actual =
        RunOnce(Compiler::kPagurus, workload, debug ? "debug modes" : "plain",
                switches, &command);
    const std::string context = ToShell(command) + "\nlogs are in " +
                                directory_ + "\n" + Tail(actual.err);
    if (!actual.Succeeded())
      return actual.Ending() + "\n" + Tail(actual.out) + context;
    if (actual.out != expected.out)
      return Difference(expected.out, actual.out) + context;
    if (!workload.statistics) continue;
    const std::vector<long> stacks = Statistics(actual.err, "max_stack_bytes");
    if (stacks.empty()) return "no statistics: nothing managed ran\n" + context;
    const long stack = *std::max_element(stacks.begin(), stacks.end());
    const long moves = Sum(Statistics(actual.err, "moves"));
    // Of the few moves of a plain run, none need meet a live pointer.
    const long rewritten = Sum(Statistics(actual.err, "pointers_rewritten"));
    printf(
        "%zu processes, %ld moves, %ld pointers rewritten, largest stack %ld\n",
        stacks.size(), moves, rewritten, stack);
    if (!debug && stack < workload.stack_bytes)
      return "the largest stack had " + std::to_string(stack) + " bytes, not " +
             std::to_string(workload.stack_bytes) + "\n" + context;
    if (debug && moves == 0) return "no stack moved\n" + context;
    pointers_rewritten_ += rewritten;
  }
  return "";
}

}  // namespace pagurus
