#include "runtime/trace/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/digits.h"
#include "runtime/print.h"
#include "runtime/trace/writer.h"

namespace pagurus {
namespace {

// Programs count on small numbers for the files that they open.
constexpr int kLeastFd = 500;

[[noreturn]] void FatalFile(const char* path, const char* why) {
  Printer()
      .Text("pagurus: fatal error: PAGURUS: trace=")
      .Text(path)
      .Text(": ")
      .Text(why)
      .Text("\n");
  Die();
}

// False if it is too long.
bool Expand(SwitchText name, char* to, size_t size) {
  size_t n = 0;
  for (size_t i = 0; i < name.length; ++i) {
    if (n + 21 > size) return false;
    const bool number =
        name.text[i] == '%' && i + 1 < name.length && name.text[i + 1] == 'p';
    if (number) {
      const Digits digits(static_cast<uint64_t>(getpid()));
      memcpy(to + n, digits.text(), digits.length());
      n += digits.length();
      ++i;
    } else {
      to[n++] = name.text[i];
    }
  }
  to[n] = 0;
  return true;
}

// -1 if another process writes it.
int TakeFile(const char* path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) FatalFile(path, strerrordesc_np(errno));
  struct stat file;
  if (fstat(fd, &file) != 0) FatalFile(path, strerrordesc_np(errno));
  if (S_ISREG(file.st_mode)) {
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      close(fd);
      return -1;
    }
    if (ftruncate(fd, 0) != 0) FatalFile(path, strerrordesc_np(errno));
  }
  const int high = fcntl(fd, F_DUPFD_CLOEXEC, kLeastFd);
  if (high < 0) return fd;
  close(fd);
  return high;
}

}  // namespace

void OpenTrace(SwitchText name) {
  char path[4096];
  if (!Expand(name, path, sizeof path)) {
    FatalFile("...", "the name is too long");
  }
  const int fd = TakeFile(path);
  if (fd < 0) {
    Printer()
        .Text("pagurus: not traced, because another process writes ")
        .Text(path)
        .Text(" (%p in the name stands for the process's number)\n");
    return;
  }
  if (!BeginTrace(fd)) FatalFile(path, "no memory for a trace");
  if (atexit(FinishTrace) != 0 || at_quick_exit(FinishTrace) != 0) {
    FatalFile(path, "no memory for a trace");
  }
}

}  // namespace pagurus
