#include "tests/support/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace pagurus {
namespace {

// Output goes to unlinked files: no reader has to keep up, and a child that
// outlives its parent cannot keep us waiting for the end of a pipe.
int Unlinked() {
  FILE* file = tmpfile();
  if (file == nullptr) {
    perror("tmpfile");
    abort();
  }
  int fd = dup(fileno(file));
  fclose(file);
  return fd;
}

std::string Contents(int fd) {
  std::string text;
  char block[1 << 16];
  lseek(fd, 0, SEEK_SET);
  for (ssize_t n; (n = read(fd, block, sizeof block)) > 0;)
    text.append(block, static_cast<size_t>(n));
  close(fd);
  return text;
}

[[noreturn]] void Child(const Command& command, char* const* argv, int out,
                        int err) {
  setpgid(0, 0);
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(null, 0);
  dup2(out, 1);
  dup2(err, 2);
  const rlim_t bytes = static_cast<rlim_t>(command.max_file_bytes);
  rlimit core = {0, 0}, size = {bytes, bytes};
  setrlimit(RLIMIT_CORE, &core);
  setrlimit(RLIMIT_FSIZE, &size);
  for (const auto& [name, value] : command.environment)
    setenv(name.c_str(), value.c_str(), 1);
  if (!command.directory.empty() && chdir(command.directory.c_str()) != 0) {
    dprintf(2, "%s: %s\n", command.directory.c_str(), strerror(errno));
    _exit(127);
  }
  execvp(argv[0], argv);
  dprintf(2, "%s: %s\n", argv[0], strerror(errno));
  _exit(127);
}

}  // namespace

std::string ProcessResult::Ending() const {
  if (timed_out) return "time-out";
  if (exit_code >= 0) return "exit status " + std::to_string(exit_code);
  return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

ProcessResult Execute(const Command& command) {
  int out = Unlinked(), err = Unlinked();
  std::vector<char*> argv;
  for (const std::string& argument : command.argv)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = fork();
  if (pid == 0) Child(command, argv.data(), out, err);
  setpgid(pid, pid);  // in both: whoever comes first

  ProcessResult result;
  pollfd ended = {static_cast<int>(syscall(SYS_pidfd_open, pid, 0)), POLLIN, 0};
  if (poll(&ended, 1, command.timeout_seconds * 1000) == 0)
    result.timed_out = true;
  // What the child left running must not outlive the test either.
  if (result.timed_out) kill(-pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  kill(-pid, SIGKILL);
  close(ended.fd);
  if (WIFEXITED(status)) {
    result.exit_code = WEXITSTATUS(status);
  } else {
    result.signal = WTERMSIG(status);
  }
  result.out = Contents(out);
  result.err = Contents(err);
  return result;
}

std::string ToShell(const Command& command) {
  auto quoted = [](const std::string& word) {
    if (!word.empty() && word.find_first_not_of(
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
                             "XYZ0123456789_-+=./:,@%") == std::string::npos)
      return word;
    std::string text = "'";
    for (char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
    return text + "'";
  };
  std::string line;
  if (!command.directory.empty())
    line += "cd " + quoted(command.directory) + " && ";
  for (const auto& [name, value] : command.environment)
    line += name + "=" + quoted(value) + " ";
  for (const std::string& argument : command.argv)
    line += quoted(argument) + " ";
  line.pop_back();
  return line;
}

}  // namespace pagurus
