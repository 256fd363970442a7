#include "compiler/machine/x86_names.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/Support/ErrorHandling.h"

namespace pagurus {
namespace {

// Sets every field that `wanted` names, given `count` names by number.
template <typename NameOf>
void Resolve(llvm::StringMap<unsigned*> wanted, unsigned count,
             NameOf name_of) {
  // One look-up per name of the target's, which are many, and none stored.
  for (unsigned i = 0; i < count; ++i) {
    auto it = wanted.find(name_of(i));
    if (it != wanted.end()) *it->second = i;
  }
  for (const auto& entry : wanted)
    // Another LLVM than the one this was written for: nothing can be right.
    if (*entry.second == 0)
      llvm::report_fatal_error("pagurus: this LLVM has no x86 name " +
                               entry.first());
}

}  // namespace

X86Names::X86Names(const llvm::MCInstrInfo& instructions,
                   const llvm::MCRegisterInfo& registers) {
#define PAGURUS_ENTRY(name) {#name, &name},
  Resolve({PAGURUS_X86_OPCODES(PAGURUS_ENTRY)}, instructions.getNumOpcodes(),
          [&](unsigned i) { return instructions.getName(i); });
  Resolve({PAGURUS_X86_REGISTERS(PAGURUS_ENTRY)}, registers.getNumRegs(),
          [&](unsigned i) { return llvm::StringRef(registers.getName(i)); });
#undef PAGURUS_ENTRY
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
