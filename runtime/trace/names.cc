#include "runtime/trace/names.h"

#include <new>

#include "runtime/traceback/symbols.h"

namespace pagurus {
namespace {

// Names that are remembered; of two functions that share an entry, each is
// looked for again after the other.
constexpr size_t kNames = 1024;

struct Name {
  uintptr_t fn;  // 0: none yet
  const char* text;
  size_t length;
};
constinit Name names[kNames] = {};

// Never destroyed: names point into it.
const SymbolTable& Symbols() {
  alignas(SymbolTable) static char storage[sizeof(SymbolTable)];
  static SymbolTable* symbols = nullptr;
  if (symbols == nullptr) symbols = new (storage) SymbolTable;
  return *symbols;
}

// What main's goroutine begins with, and what everybody calls it.
constexpr char kMainStart[] = "__pag_main_start";
constexpr char kMain[] = "main";

bool IsMain(const char* name, size_t length) {
  if (length != sizeof kMainStart - 1) return false;
  size_t i = 0;
  while (i < length && name[i] == kMainStart[i]) ++i;
  return i == length;
}

}  // namespace

const char* FunctionName(uintptr_t fn, size_t* length) {
  Name* name = &names[(fn ^ fn >> 14) / 16 % kNames];
  if (name->fn != fn) {
    uintptr_t begin = 0;
    *name = {fn, nullptr, 0};
    name->text = Symbols().Find(fn, &name->length, &begin);
    if (name->text != nullptr && IsMain(name->text, name->length)) {
      *name = {fn, kMain, sizeof kMain - 1};
    }
  }
  *length = name->length;
  return name->text;
}

}  // namespace pagurus
