// Messages and the end of the process, without heap, locks or stdio (I7).
#ifndef PAGURUS_RUNTIME_PRINT_H_
#define PAGURUS_RUNTIME_PRINT_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// Collects text and writes it (to stderr, or another file descriptor) when full
// and when destroyed.
class Printer {
 public:
  // Not defaulted: that would clear the buffer.
  explicit Printer(int fd = 2) : fd_(fd) {}
  Printer(const Printer&) = delete;
  Printer& operator=(const Printer&) = delete;
  ~Printer() { Flush(); }

  Printer& Text(const char* text);
  Printer& Text(const char* text, size_t length);
  Printer& Dec(uint64_t value);
  Printer& Hex(uint64_t value);
  // A code address, with the name of its function if that can be found.
  Printer& Address(uintptr_t pc);
  void Flush();

 private:
  void Put(char c);

  const int fd_;
  char buffer_[512];
  size_t length_ = 0;
};

// Ends the process with the status of every fatal error of the runtime, 2.
// Runs no atexit handlers and flushes nothing: they may be what failed.
[[noreturn]] void Die();

// Prints "pagurus: fatal error: TEXT" and what the calling goroutine was doing,
// and dies.
[[noreturn]] void Fatal(const char* text);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_PRINT_H_
