#include "runtime/print.h"

#include <errno.h>
#include <unistd.h>

#include "arch/context.h"
#include "runtime/digits.h"
#include "runtime/switches.h"
#include "runtime/trace/writer.h"
#include "runtime/traceback/dump.h"
#include "runtime/traceback/symbols.h"
#include "runtime/traceback/traceback.h"

namespace pagurus {

void Printer::Put(char c) {
  if (length_ == sizeof buffer_) Flush();
  buffer_[length_++] = c;
}

Printer& Printer::Text(const char* text) {
  while (*text != 0) Put(*text++);
  return *this;
}

Printer& Printer::Text(const char* text, size_t length) {
  for (size_t i = 0; i < length; ++i) Put(text[i]);
  return *this;
}

Printer& Printer::Dec(uint64_t value) {
  const Digits digits(value);
  return Text(digits.text(), digits.length());
}

Printer& Printer::Hex(uint64_t value) {
  const Digits digits(value, 16);
  return Text("0x").Text(digits.text(), digits.length());
}

Printer& Printer::Address(uintptr_t pc) {
  Hex(pc);
  SymbolTable symbols;
  size_t length = 0;
  uintptr_t begin = 0;
  const char* name = symbols.Find(pc, &length, &begin);
  Module module;
  if (name == nullptr && FindModule(pc, &module) && module.path[0] != 0) {
    return Text(" (")
        .Text(module.path)
        .Text("+")
        .Hex(pc - module.begin)
        .Text(")");
  }
  if (name == nullptr) return Text(" (no symbol)");
  return Text(" (").Text(name, length).Text("+").Hex(pc - begin).Text(")");
}

void Printer::Flush() {
  const char* text = buffer_;
  while (length_ > 0) {
    const ssize_t n = write(fd_, text, length_);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    text += n;
    length_ -= static_cast<size_t>(n);
  }
  length_ = 0;
}

void Die() {
  FinishTrace();
  _exit(2);
}

void Fatal(const char* text) {
  const Registers here = HereRegisters();
  DumpScope scope;
  Printer out;
  out.Text("pagurus: fatal error: ").Text(text).Text("\n");
  out.Flush();
  // Before the first M there is nobody to tell about.
  if (scope.entered() && pag_tls.m != nullptr &&
      switches.traceback != kTracebackNone) {
    PrintCurrent(&out, here, false);
    out.Flush();
  }
  Die();
}

}  // namespace pagurus
