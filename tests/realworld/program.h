// A program that nobody here wrote, built with its own build system by Pagurus
// and by plain clang; both must behave alike.  What it is and how it is run is
// in one file, read by program.sh (which describes the format).
#ifndef PAGURUS_TESTS_REALWORLD_PROGRAM_H_
#define PAGURUS_TESTS_REALWORLD_PROGRAM_H_

#include <string>
#include <vector>

#include "tests/support/process.h"

namespace pagurus {

struct Workload {
  std::string name;
  std::string debug_modes;  // for the switch PAGURUS
  bool statistics = true;   // whether its standard error may have a line more
  int timeout_seconds = 0;
  long stack_bytes = 0;  // a plain run's largest stack has at least as many
};

class Program {
 public:
  // Reads the description in `file`.  Builds go to subdirectories of
  // `directory`, and so do the logs.
  Program(std::string file, std::string directory);

  // What is wrong with the description; empty if nothing.
  const std::string& error() const { return error_; }
  const std::vector<Workload>& workloads() const { return workloads_; }
  const std::vector<std::string>& same_files() const { return same_files_; }

  // The following return what went wrong, or an empty string; all say on the
  // standard output what they do, and leave what was printed in log files.

  // Builds with both compilers, once.
  std::string Build();
  // Compares a file of the two builds.
  std::string CompareFile(const std::string& name);
  // Runs a workload as built by clang, by Pagurus, and by Pagurus with all
  // debug modes.  Output must be equal, success is demanded of all, and stacks
  // must have moved.
  std::string Run(const Workload& workload);

  // So far, in all runs.
  long pointers_rewritten() const { return pointers_rewritten_; }

 private:
  enum class Compiler { kClang, kPagurus };

  Command Script(Compiler compiler, std::vector<std::string> argv) const;
  std::string BuildDirectory(Compiler compiler) const;
  std::string BuildWith(Compiler compiler);
  ProcessResult RunOnce(Compiler compiler, const Workload& workload,
                        const std::string& how, const std::string& switches,
                        Command* command);

  std::string file_, directory_, name_, error_;
  std::vector<Workload> workloads_;
  std::vector<std::string> same_files_;
  long pointers_rewritten_ = 0;
  enum { kNotTried, kBuilt, kFailed } build_ = kNotTried;
};

}  // namespace pagurus

#endif  // PAGURUS_TESTS_REALWORLD_PROGRAM_H_
