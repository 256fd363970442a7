// Running other programs from tests, with time-outs.
#ifndef PAGURUS_TESTS_SUPPORT_PROCESS_H_
#define PAGURUS_TESTS_SUPPORT_PROCESS_H_

#include <string>
#include <utility>
#include <vector>

namespace pagurus {

struct Command {
  std::vector<std::string> argv;
  // Added to the environment of the test.
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::string directory = {};  // empty: the test's own
  int timeout_seconds = 60;
  long max_file_bytes = 64 << 20;  // of any file that it writes, its output too
};

struct ProcessResult {
  int exit_code = -1;  // −1: ended by a signal
  int signal = 0;
  bool timed_out = false;
  std::string out, err;

  // "exit status 1", "signal 11 (Segmentation fault)", "time-out".
  std::string Ending() const;
  bool Succeeded() const { return exit_code == 0 && !timed_out; }
};

// Runs `command` with an empty standard input.  Its whole process group is
// killed when the time is over.
ProcessResult Execute(const Command& command);

// `command` as a line that can be pasted into a shell.
std::string ToShell(const Command& command);

}  // namespace pagurus

#endif  // PAGURUS_TESTS_SUPPORT_PROCESS_H_
