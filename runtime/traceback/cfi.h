// Stepping from any instruction to its caller, by the .eh_frame tables of the
// module that it is in: native code, gates, leaf routines, and managed code
// between its prologue and its first call.  Where a managed function has made
// a call, its frame record is enough, and what is believed (I3).
//
// No allocation, no lock (I7): the tables are looked up through
// _dl_find_object, the stack is read by ReadMemory.
#ifndef PAGURUS_RUNTIME_TRACEBACK_CFI_H_
#define PAGURUS_RUNTIME_TRACEBACK_CFI_H_

#include <stdint.h>

#include "arch/entries.h"
#include "runtime/traceback/cursor.h"

namespace pagurus {

// By DWARF's numbers for x86-64.
inline constexpr unsigned kDwarfRegisters = 17;
enum DwarfRegister : unsigned {
  kDwarfRbx = 3,
  kDwarfRbp = 6,
  kDwarfSp = 7,
  kDwarfR12 = 12,
  kDwarfPc = 16,
};

struct Registers {
  uintptr_t value[kDwarfRegisters];

  uintptr_t& pc() { return value[kDwarfPc]; }
  uintptr_t& sp() { return value[kDwarfSp]; }
  // Not by the compiler, which would call memcpy, which may be the program's
  // own (I7).
  void CopyFrom(const Registers& other) {
    CopyWords(reinterpret_cast<uintptr_t>(this),
              reinterpret_cast<uintptr_t>(&other), sizeof other);
  }

  uintptr_t pc() const { return value[kDwarfPc]; }
  uintptr_t sp() const { return value[kDwarfSp]; }
};

enum class StepResult {
  kStepped,
  kEnd,      // the first frame of a stack
  kUnknown,  // no tables for this code, or they lead nowhere
};

// What *registers were in the caller.  `interrupted`: pc is the next
// instruction to run; else it is a return address.
StepResult StepByCfi(Registers* registers, bool interrupted);

// The registers of the function that this is inlined into.
[[gnu::always_inline]] inline Registers HereRegisters() {
  Registers r{};
  asm volatile(
      "leaq 0f(%%rip), %%rax\n\t"
      "movq %%rax, 128(%0)\n\t"
      "movq %%rsp, 56(%0)\n\t"
      "movq %%rbx, 24(%0)\n\t"
      "movq %%rbp, 48(%0)\n\t"
      "movq %%r12, 96(%0)\n\t"
      "movq %%r13, 104(%0)\n\t"
      "movq %%r14, 112(%0)\n\t"
      "movq %%r15, 120(%0)\n"
      "0:"
      :
      : "r"(r.value)
      : "rax", "memory");
  return r;
}

// Those that a signal has interrupted; `context`: its handler's third argument.
Registers RegistersOf(const void* context);

// --- shared by cfi*.cc ---

// Evaluates a DWARF expression over the registers, starting with `initial` on
// its stack if `has_initial`.  False if it is not understood.
bool EvaluateExpression(Bytes expression, const Registers& registers,
                        bool has_initial, uintptr_t initial, uintptr_t* result);

// Where the instructions for one function lie.
struct FrameDescription {
  Bytes initial;  // the CIE's instructions
  Bytes own;      // the FDE's
  uintptr_t begin = 0;
  uintptr_t end = 0;
  uint64_t code_align = 1;
  int64_t data_align = 1;
  uint8_t encoding = 0;  // of addresses
};

// For the code at pc; false if there is none.
bool FindFrameDescription(uintptr_t pc, FrameDescription* result);

// Reads an address in one of the encodings that linkers use.
bool ReadEncoded(Cursor* c, uint8_t encoding, uintptr_t* value);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_CFI_H_
