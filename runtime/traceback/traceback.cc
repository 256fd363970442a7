#include "runtime/traceback/traceback.h"

#include "runtime/m.h"
#include "runtime/switches.h"
#include "runtime/traceback/code_printer.h"
#include "runtime/traceback/dump.h"
#include "runtime/traceback/goroutines.h"

namespace pagurus {
namespace {

bool Hidden(uintptr_t pc) {
  return switches.traceback != kTracebackSystem && IsRuntimeCode(pc);
}

}  // namespace

void PrintFrames(Printer* out, const FrameList& frames, bool show_first) {
  for (uint64_t i = 0; i < frames.total(); ++i) {
    if (i == frames.gap()) out->Text("  ... native code\n");
    if (!frames.kept(i)) {
      const uint64_t left = frames.total() - 2 * FrameList::kEnd;
      out->Text("  ... ").Dec(left).Text(" more frames\n");
      i += left - 1;
      continue;
    }
    if (Hidden(frames.at(i)) && !(show_first && i == 0)) continue;
    if (IsSignalReturn(frames.at(i) + 1)) {
      out->Text("  signal handler, which interrupted\n");
      continue;
    }
    out->Text("  ");
    PrintCode(out, frames.at(i));
    out->Text("\n");
  }
  if (frames.why() == nullptr) return;
  out->Text("  ").Text(frames.why()).Text(" ");
  PrintCode(out, frames.why_pc());
  out->Text("\n");
}

void PrintTrace(const G* g, uintptr_t pc, uintptr_t sp, const FuncInfo* entry) {
  DumpScope scope;
  if (!scope.entered()) return;
  Printer out;
  FrameList frames;
  if (entry != nullptr) frames.Add(entry->begin);
  CollectManaged(pc, sp, {g->stack_lo, g->stack_hi}, &frames);
  PrintGoroutineHead(&out, g, "running");
  PrintFrames(&out, frames, true);
  PrintGoroutineEnd(&out, g);
}

void PrintCurrent(Printer* out, const Registers& registers, bool interrupted) {
  const M* m = pag_tls.m;
  const G* g = m == nullptr ? nullptr : m->curg.load(std::memory_order_relaxed);
  FrameList frames;
  StackBounds stack;
  if (g != nullptr) stack = {g->stack_lo, g->stack_hi};
  // Between two goroutines there is nothing to tell.
  if (g == nullptr && m != nullptr && m->runs_goroutines()) return;
  const bool whole = CollectFrom(registers, interrupted, stack, &frames);
  if (!whole && g != nullptr) CollectBelowNative(m, &frames);
  if (g != nullptr) {
    const WaitReason reason =
        m->g0->wait_reason.load(std::memory_order_relaxed);
    PrintGoroutineHead(out, g,
                       m->waits_as_thread ? WaitReasonText(reason) : "running");
  } else {
    out->Text("\nthread without a goroutine:\n");
  }
  PrintFrames(out, frames, interrupted);
  if (g != nullptr) PrintGoroutineEnd(out, g);
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
