// x86 address arithmetic in SSA machine code, for FrameAddress.
#ifndef PAGURUS_COMPILER_MACHINE_X86_ADDRESS_H_
#define PAGURUS_COMPILER_MACHINE_X86_ADDRESS_H_

#include "llvm/ADT/DenseMap.h"
#include "llvm/CodeGen/MachineBasicBlock.h"
#include "llvm/CodeGen/MachineInstr.h"

namespace pagurus {

// True if `mi` makes a frame address out of nothing: LEA of a frame index, or
// a copy of SP (which addresses outgoing arguments).
bool IsFrameAddressSource(const llvm::MachineInstr& mi);

// True if `mi` copies SP to a virtual register.
bool IsCopyOfStackPointer(const llvm::MachineInstr& mi);

// True if `use` is the base register of a memory operand.
bool IsMemoryBase(const llvm::MachineOperand& use);

// True if `mi` is the address of a frame object plus a constant.
bool IsConstantFrameAddress(const llvm::MachineInstr& mi);

enum class AddressFlow {
  kNone,        // the results do not depend on where the stack lies
  kDifference,  // they do unless both operands (1 and 2) are addresses
  kDerived,     // they do
};

// What using a frame address as operand `number` of `mi` makes of its results.
AddressFlow FlowThrough(const llvm::MachineInstr& mi, unsigned number);

// Inserts into `block`, before `before`, a computation of what `def` computes,
// into `result`, with virtual registers replaced as `renamed` says.  It
// destroys no flags that are alive there.  Null if that cannot be done.
llvm::MachineInstr* CloneAddress(
    const llvm::MachineInstr& def, llvm::Register result,
    const llvm::SmallDenseMap<llvm::Register, llvm::Register>& renamed,
    llvm::MachineBasicBlock& block, llvm::MachineBasicBlock::iterator before);

// If `use` is the base of a memory operand and `def`, which defines it, an
// address in a frame object, names that object in the memory operand itself.
bool FoldAddress(llvm::MachineOperand& use, const llvm::MachineInstr& def);

// The number of the first of the five operands of `mi`'s memory reference
// (base, scale, index, displacement, segment), or -1.  LEA has one, too.
int MemoryOperand(const llvm::MachineInstr& mi);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_X86_ADDRESS_H_
