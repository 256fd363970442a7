#include "compiler/machine/x86_names.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/Support/ErrorHandling.h"

namespace pagurus {
namespace {

unsigned Find(const llvm::StringMap<unsigned>& numbers, llvm::StringRef name) {
  auto it = numbers.find(name);
  // Another LLVM than the one this was written for: nothing can be right.
  if (it == numbers.end())
    llvm::report_fatal_error("pagurus: this LLVM has no x86 name " + name);
  return it->second;
}

}  // namespace

X86Names::X86Names(const llvm::MCInstrInfo& instructions,
                   const llvm::MCRegisterInfo& registers) {
  llvm::StringMap<unsigned> opcode;
  for (unsigned i = 0; i < instructions.getNumOpcodes(); ++i)
    opcode[instructions.getName(i)] = i;
  llvm::StringMap<unsigned> reg;
  for (unsigned i = 1; i < registers.getNumRegs(); ++i)
    reg[registers.getName(i)] = i;
#define PAGURUS_FIND_OPCODE(name) name = Find(opcode, #name);
#define PAGURUS_FIND_REGISTER(name) name = Find(reg, #name);
  PAGURUS_X86_OPCODES(PAGURUS_FIND_OPCODE)
  PAGURUS_X86_REGISTERS(PAGURUS_FIND_REGISTER)
#undef PAGURUS_FIND_OPCODE
#undef PAGURUS_FIND_REGISTER
}

const X86Names& X86(const llvm::MCInstrInfo& instructions,
                    const llvm::MCRegisterInfo& registers) {
  // The tables are the same for every x86 subtarget.
  static const X86Names* const names = new X86Names(instructions, registers);
  return *names;
}

const X86Names& X86(const llvm::MachineFunction& mf) {
  return X86(*mf.getSubtarget().getInstrInfo(),
             *mf.getSubtarget().getRegisterInfo());
}

int EntryRegisterBit(const X86Names& x86, unsigned reg) {
  const unsigned order[] = {x86.RDI, x86.RSI, x86.RDX, x86.RCX, x86.R8, x86.R9};
  for (int i = 0; i < 6; ++i)
    if (order[i] == reg) return i;
  return -1;
}

}  // namespace pagurus
