#include "compiler/machine/x86_entry.h"

#include "arch/x86_64/offsets.h"
#include "compiler/machine/x86_names.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

namespace pagurus {
namespace {

using llvm::MachineBasicBlock;
using llvm::MachineInstr;
using llvm::MachineInstrBuilder;

MachineInstrBuilder Append(MachineBasicBlock& block, unsigned opcode) {
  // FrameSetup: debuggers step over it with the prologue.
  return BuildMI(&block, llvm::DebugLoc(),
                 block.getParent()->getSubtarget().getInstrInfo()->get(opcode))
      .setMIFlag(MachineInstr::FrameSetup);
}
MachineInstrBuilder Append(MachineBasicBlock& block, unsigned opcode,
                           unsigned result) {
  return BuildMI(&block, llvm::DebugLoc(),
                 block.getParent()->getSubtarget().getInstrInfo()->get(opcode),
                 result)
      .setMIFlag(MachineInstr::FrameSetup);
}

// %fs:0x70
MachineInstrBuilder& AddGuard(MachineInstrBuilder& mi, const X86Names& x86) {
  mi.addReg(0).addImm(1).addReg(0).addImm(PAG_GUARD).addReg(x86.FS);
  return mi;
}

// What makes the next instruction's first four bytes PAG_ENTRY_MARK if they
// are 64 48 otherwise.
void AddMarkPrefixes(MachineBasicBlock& block, const X86Names& x86) {
  Append(block, x86.FS_PREFIX);
  Append(block, x86.FS_PREFIX);
}

}  // namespace

void AddLabel(MachineBasicBlock& block, MachineBasicBlock::iterator where,
              llvm::MCSymbol* label) {
  BuildMI(block, where, llvm::DebugLoc(),
          block.getParent()->getSubtarget().getInstrInfo()->get(
              llvm::TargetOpcode::ANNOTATION_LABEL))
      .addSym(label);
}

bool CanMarkCheck(int64_t size) { return size <= PAG_STACK_SMALL; }

void EmitCheck(MachineBasicBlock& entry, MachineBasicBlock& failed,
               int64_t size, bool marked) {
  const X86Names& x86 = X86(*entry.getParent());
  unsigned compared = x86.RSP;
  if (size > PAG_STACK_SMALL) {
    compared = x86.R11;
    Append(entry, x86.LEA64r, x86.R11)
        .addReg(x86.RSP)
        .addImm(1)
        .addReg(0)
        .addImm(-size)
        .addReg(0);
  }
  if (marked) AddMarkPrefixes(entry, x86);
  MachineInstrBuilder compare = Append(entry, x86.CMP64rm).addReg(compared);
  AddGuard(compare, x86);
  Append(entry, x86.JCC_1).addMBB(&failed).addImm(kX86CondNO);
  entry.addSuccessor(&failed, llvm::BranchProbability::getZero());
}

void EmitMore(MachineBasicBlock& more, MachineBasicBlock& body) {
  const X86Names& x86 = X86(*more.getParent());
  Append(more, x86.CALL64pcrel32).addExternalSymbol("__pag_morestack");
  Append(more, x86.JMP_1).addMBB(&body);
  more.addSuccessor(&body);
}

void EmitNativeTest(MachineBasicBlock& block, MachineBasicBlock& slow,
                    bool marked) {
  const X86Names& x86 = X86(*block.getParent());
  if (marked) AddMarkPrefixes(block, x86);
  MachineInstrBuilder compare = Append(block, x86.CMP64mi32);
  AddGuard(compare, x86).addImm(0);
  Append(block, x86.JCC_1).addMBB(&slow).addImm(kX86CondE);
  block.addSuccessor(&slow, llvm::BranchProbability::getZero());
}

void EmitCallback(MachineBasicBlock& slow, llvm::MCSymbol* entry_label,
                  bool variadic) {
  const X86Names& x86 = X86(*slow.getParent());
  if (variadic) Append(slow, x86.MOV64ri32, x86.R10).addImm(-1);
  Append(slow, x86.LEA64r, x86.R11)
      .addReg(x86.RIP)
      .addImm(1)
      .addReg(0)
      .addSym(entry_label)
      .addReg(0);
  Append(slow, x86.TAILJMPd64).addExternalSymbol("__pag_callback");
}

void EmitMark(MachineBasicBlock& block) {
  const X86Names& x86 = X86(*block.getParent());
  AddMarkPrefixes(block, x86);
  Append(block, x86.FS_PREFIX);
  Append(block, x86.REX64_PREFIX);
  Append(block, x86.NOOP);
}

void EmitVariadicStub(MachineBasicBlock& stub, MachineBasicBlock& entry,
                      llvm::MCSymbol* label) {
  const X86Names& x86 = X86(*stub.getParent());
  AddLabel(stub, stub.end(), label);
  Append(stub, x86.XOR32rr, x86.R10D)
      .addReg(x86.R10D, llvm::RegState::Undef)
      .addReg(x86.R10D, llvm::RegState::Undef);
  Append(stub, x86.JMP_1).addMBB(&entry);
  stub.addSuccessor(&entry);
}

}  // namespace pagurus
