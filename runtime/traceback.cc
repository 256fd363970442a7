#include "runtime/traceback.h"

#include "runtime/frame_walk.h"
#include "runtime/print.h"
#include "runtime/symbols.h"

namespace pagurus {
namespace {

// Frames printed at either end of a stack.
constexpr uint64_t kTraceEnd = 50;

void PrintFrame(Printer* out, const SymbolTable& symbols, const FuncInfo* func,
                uintptr_t pc) {
  size_t length = 0;
  uintptr_t begin = 0;
  const char* name = symbols.Find(pc, &length, &begin);
  out->Text("  ");
  if (name == nullptr) {
    out->Hex(func->begin);
  } else {
    out->Text(name, length);
  }
  out->Text("+").Hex(pc - func->begin).Text("\n");
}

}  // namespace

void PrintTrace(const G* g, uintptr_t pc, uintptr_t sp, const FuncInfo* entry) {
  Printer out;
  SymbolTable symbols;
  out.Text("goroutine ").Dec(g->id).Text(":\n");
  uint64_t total = 0;
  for (FrameWalk walk(pc, sp, g->stack_hi); walk.ok(); walk.Next()) ++total;
  if (entry != nullptr) PrintFrame(&out, symbols, entry, entry->begin);
  uint64_t i = 0;
  FrameWalk walk(pc, sp, g->stack_hi);
  for (; walk.ok(); walk.Next(), ++i) {
    if (total > 2 * kTraceEnd && i >= kTraceEnd && i < total - kTraceEnd) {
      if (i == kTraceEnd) {
        out.Text("  ... ").Dec(total - 2 * kTraceEnd).Text(" more frames\n");
      }
      continue;
    }
    PrintFrame(&out, symbols, walk.frame().func, walk.frame().pc - 1);
  }
  if (walk.error() != nullptr) {
    out.Text("  ").Text(walk.error()).Text(": ").Address(walk.frame().pc);
    out.Text("\n");
  }
}

void FatalWalk(const G* g, const char* what, uintptr_t pc, uintptr_t sp) {
  Printer()
      .Text("pagurus: fatal error: ")
      .Text(what)
      .Text(" pc ")
      .Address(pc)
      .Text(" at sp ")
      .Hex(sp)
      .Text(" of goroutine ")
      .Dec(g->id)
      .Text(", stack [")
      .Hex(g->stack_lo)
      .Text(", ")
      .Hex(g->stack_hi)
      .Text(")\n");
  Die();
}

}  // namespace pagurus
