#include "runtime/traceback/frames.h"

#include "runtime/traceback/code_printer.h"
#include "runtime/traceback/safe_read.h"
#include "stackmaps/index.h"

namespace pagurus {
namespace {

// Steps from registers before a walk is given up: tables that lead in a circle.
// A deep native recursion is cut off, too.
constexpr int kMaxSteps = 100000;

// Where there are no tables for native unwinding.
bool StepByRecord(Registers* r, bool interrupted) {
  uintptr_t slot = r->sp();
  if (interrupted) {
    // At a function's first instruction, or called where no function is.
    constexpr uintptr_t kNoCode = 4096;
    const FuncInfo* func = FindFunc(r->pc());
    const bool first = func != nullptr && r->pc() == func->begin;
    if (!first && r->pc() >= kNoCode) return false;
  } else {
    const FuncInfo* func = FindCaller(r->pc());
    if (func == nullptr) return false;
    slot += func->frame_size;
  }
  if (!ReadMemory(slot, &r->pc())) return false;
  r->sp() = slot + sizeof(uintptr_t);
  return true;
}

bool IsTop(uintptr_t pc, bool interrupted) {
  const FuncInfo* func = interrupted ? FindFunc(pc) : FindCaller(pc);
  return func != nullptr && (func->flags & kFuncTop) != 0;
}

// Where a goroutine has parked, its M goes on scheduling above the frame that
// led here, which now leads to a goroutine that is not this M's any more.
bool LeadsAstray(uintptr_t from_pc, uintptr_t from_sp, const Registers& to,
                 StackBounds stack) {
  constexpr uintptr_t kAssemblyFrame = 4096;
  return FindCaller(to.pc()) != nullptr && !stack.Contains(to.sp()) &&
         to.sp() - from_sp > kAssemblyFrame && IsRuntimeCode(from_pc - 1);
}

}  // namespace

//   mov $15, %rax;  syscall
bool IsSignalReturn(uintptr_t pc) {
  static constexpr uint8_t kCode[] = {0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 5};
  uint8_t code[sizeof kCode];
  if (!ReadMemory(pc, code, sizeof code)) return false;
  for (size_t i = 0; i < sizeof code; ++i) {
    if (code[i] != kCode[i]) return false;
  }
  return true;
}

void CollectManaged(uintptr_t pc, uintptr_t sp, StackBounds stack,
                    FrameList* frames) {
  StackReader reader(stack.lo, stack.hi);
  for (;;) {
    const FuncInfo* func = FindCaller(pc);
    if (func == nullptr) {
      frames->Fail("a return address without a frame record", pc);
      return;
    }
    frames->Add(pc - 1);
    if ((func->flags & kFuncTop) != 0) return;
    const uintptr_t slot = sp + func->frame_size;
    if (!reader.Word(slot, &pc)) {
      frames->Fail("a frame reaches beyond the stack's top", pc);
      return;
    }
    sp = slot + sizeof(uintptr_t);
  }
}

bool CollectFrom(const Registers& registers, bool interrupted,
                 StackBounds stack, FrameList* frames) {
  Registers r;
  r.CopyFrom(registers);
  for (int steps = 0; steps < kMaxSteps; ++steps) {
    if (!interrupted && stack.Contains(r.sp()) &&
        FindCaller(r.pc()) != nullptr) {
      CollectManaged(r.pc(), r.sp(), stack, frames);
      return true;
    }
    const uintptr_t pc = r.pc();
    frames->Add(interrupted ? pc : pc - 1);
    if (IsTop(pc, interrupted)) return true;
    const uintptr_t sp = r.sp();
    switch (StepByCfi(&r, interrupted)) {
      case StepResult::kEnd:
        return true;
      case StepResult::kStepped:
        if (LeadsAstray(pc, sp, r, stack)) return true;
        break;
      case StepResult::kUnknown:
        if (StepByRecord(&r, interrupted)) break;
        frames->Fail("no unwind tables for", pc);
        return false;
    }
    interrupted = IsSignalReturn(pc);
  }
  frames->Fail("too many native frames, at", r.pc());
  return false;
}

}  // namespace pagurus
