#include "runtime/traceback/code_printer.h"

#include <new>

#include "runtime/function_words.h"
#include "runtime/traceback/debug_line.h"
#include "runtime/traceback/symbols.h"
#include "stackmaps/index.h"

namespace pagurus {
namespace {

// What is known about one instruction.
struct Code {
  uintptr_t pc = 0;
  const char* name = nullptr;
  size_t length = 0;
  uintptr_t begin = 0;
  bool has_line = false;
  SourceLine source;
};

// The executable's tables, mapped at the first use and never unmapped.
class Names {
 public:
  Names() {
    lines_.line = symbols_.file().Section(".debug_line");
    lines_.line_str = symbols_.file().Section(".debug_line_str");
    lines_.str = symbols_.file().Section(".debug_str");
  }

  const Code& Find(uintptr_t pc) {
    Code& code = cache_[(pc ^ pc >> 8) % kCache];
    if (code.pc == pc) return code;
    code = Code{};
    code.name = symbols_.Find(pc, &code.length, &code.begin);
    code.has_line = code.name != nullptr &&
                    FindLine(lines_, pc - symbols_.bias(), &code.source);
    code.pc = pc;
    return code;
  }

 private:
  static constexpr size_t kCache = 128;

  SymbolTable symbols_;
  LineSections lines_;
  Code cache_[kCache];
};

Names& TheNames() {
  alignas(Names) static constinit char storage[sizeof(Names)] = {};
  static constinit bool made = false;
  if (!made) new (storage) Names();
  made = true;
  return *reinterpret_cast<Names*>(storage);
}

bool StartsWith(const char* text, size_t length, const char* prefix) {
  for (size_t i = 0; prefix[i] != 0; ++i) {
    if (i == length || text[i] != prefix[i]) return false;
  }
  return true;
}

void PrintBytes(Printer* out, Bytes text) {
  out->Text(reinterpret_cast<const char*>(text.data), text.size);
}

void PrintName(Printer* out, const Code& code) {
  // The compiler calls main so; the runtime has the name.
  if (code.length == 8 && StartsWith(code.name, code.length, "pag_main")) {
    out->Text("main");
  } else {
    out->Text(code.name, code.length);
  }
}

void PrintSource(Printer* out, const SourceLine& source) {
  out->Text(" at ");
  if (source.directory.size != 0 && source.file.data[0] != '/') {
    PrintBytes(out, source.directory);
    out->Text("/");
  }
  PrintBytes(out, source.file);
  out->Text(":").Dec(source.line);
}

// As the program's language has it (pag_set_describe); false if it does not.
bool PrintDescribed(Printer* out, const Code& code) {
  pag_source source;
  const FuncInfo* func = FindFunc(code.pc);
  if (func == nullptr || !DescribeFrame(func, code.pc, &source)) return false;
  if (source.function != nullptr) {
    out->Text(source.function);
  } else if (code.name != nullptr) {
    PrintName(out, code);
  } else {
    out->Hex(code.pc);
  }
  if (source.file != nullptr) {
    out->Text(" at ").Text(source.file);
    if (source.line != 0) out->Text(":").Dec(source.line);
  }
  return true;
}

const char* BaseName(const char* path) {
  const char* base = path;
  for (const char* p = path; *p != 0; ++p) {
    if (*p == '/') base = p + 1;
  }
  return base;
}

void PrintInLibrary(Printer* out, uintptr_t pc) {
  Module module;
  if (!FindModule(pc, &module) || module.path[0] == 0) {
    out->Hex(pc);
    return;
  }
  uintptr_t begin;
  const char* name = FindExported(module, pc, &begin);
  if (name != nullptr) {
    out->Text(name).Text("+").Hex(pc - begin);
    out->Text(" in ").Text(BaseName(module.path));
    return;
  }
  out->Hex(pc).Text(" in ").Text(BaseName(module.path));
  out->Text("+").Hex(pc - module.begin);
}

}  // namespace

void PrintCode(Printer* out, uintptr_t pc) {
  const Code& code = TheNames().Find(pc);
  if (PrintDescribed(out, code)) return;
  if (code.name == nullptr) return PrintInLibrary(out, pc);
  PrintName(out, code);
  if (code.has_line) return PrintSource(out, code.source);
  out->Text("+").Hex(pc - code.begin);
}

void PrintFunctionName(Printer* out, uintptr_t pc) {
  const Code& code = TheNames().Find(pc);
  if (code.name == nullptr) return PrintInLibrary(out, pc);
  PrintName(out, code);
}

bool IsRuntimeCode(uintptr_t pc) {
  const Code& code = TheNames().Find(pc);
  if (code.name == nullptr) return false;
  static constexpr const char* kPrefixes[] = {"__pag_", "_ZN7pagurus",
                                              "_ZNK7pagurus"};
  for (const char* prefix : kPrefixes) {
    if (StartsWith(code.name, code.length, prefix)) return true;
  }
  // pagurus.h's functions, as native code.
  return StartsWith(code.name, code.length, "pag_") && !code.has_line &&
         FindFunc(pc) == nullptr;
}

}  // namespace pagurus
