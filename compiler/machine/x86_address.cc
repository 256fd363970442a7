#include "compiler/machine/x86_address.h"

#include "arch/x86_64/offsets.h"
#include "compiler/machine/x86_names.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/MC/MCInstrDesc.h"
#include "llvm/Support/MathExtras.h"

namespace pagurus {
namespace {

using llvm::MachineBasicBlock;
using llvm::MachineInstr;
using llvm::MachineOperand;
using llvm::Register;

// Additions that LEA can do as well, without touching the flags.
struct Addition {
  bool valid = false;
  int64_t constant = 0;
  int index = -1;  // operand number of a second register
};

Addition AsAddition(const MachineInstr& mi) {
  const X86Names& x86 = X86(*mi.getMF());
  const unsigned opcode = mi.getOpcode();
  auto immediate = [&](int sign) -> Addition {
    const MachineOperand& op = mi.getOperand(2);
    if (!op.isImm() || !llvm::isInt<31>(op.getImm())) return {};
    return {true, sign * op.getImm()};
  };
  if (opcode == x86.ADD64ri32 || opcode == x86.ADD64ri8 ||
      opcode == x86.ADD64ri32_DB)
    return immediate(1);
  if (opcode == x86.SUB64ri32 || opcode == x86.SUB64ri8) return immediate(-1);
  if (opcode == x86.ADD64rr || opcode == x86.ADD64rr_DB) return {true, 0, 2};
  if (opcode == x86.INC64r) return {true, 1};
  if (opcode == x86.DEC64r) return {true, -1};
  return {};
}

bool FlagsDead(MachineBasicBlock& block, MachineBasicBlock::iterator before) {
  const X86Names& x86 = X86(*block.getParent());
  const llvm::TargetRegisterInfo* tri =
      block.getParent()->getSubtarget().getRegisterInfo();
  return block.computeRegisterLiveness(tri, x86.EFLAGS, before,
                                       /*Neighborhood=*/~0u) ==
         MachineBasicBlock::LQR_Dead;
}

}  // namespace

int MemoryOperand(const MachineInstr& mi) {
  if (mi.getOpcode() == X86(*mi.getMF()).LEA64r) return 1;
  const llvm::ArrayRef<llvm::MCOperandInfo> infos = mi.getDesc().operands();
  for (unsigned i = 0; i + 5 <= infos.size(); ++i)
    if (infos[i].OperandType == llvm::MCOI::OPERAND_MEMORY) return i;
  return -1;
}

bool IsFrameAddressSource(const MachineInstr& mi) {
  const X86Names& x86 = X86(*mi.getMF());
  if (mi.getOpcode() == x86.LEA64r) {
    const MachineOperand& base = mi.getOperand(1);
    return base.isFI() || (base.isReg() && base.getReg() == x86.RSP);
  }
  return mi.isCopy() && mi.getOperand(1).getReg() == x86.RSP;
}

bool IsCopyOfStackPointer(const MachineInstr& mi) {
  return mi.isFullCopy() && mi.getOperand(1).getReg() == X86(*mi.getMF()).RSP &&
         mi.getOperand(0).getReg().isVirtual();
}

bool IsMemoryBase(const MachineOperand& use) {
  const int memory = MemoryOperand(*use.getParent());
  return memory >= 0 && use.getOperandNo() == static_cast<unsigned>(memory) &&
         !use.getSubReg();
}

bool IsConstantFrameAddress(const MachineInstr& mi) {
  return mi.getOpcode() == X86(*mi.getMF()).LEA64r && mi.getOperand(1).isFI() &&
         !mi.getOperand(3).getReg() && mi.getOperand(4).isImm() &&
         !mi.getOperand(5).getReg();
}

AddressFlow FlowThrough(const MachineInstr& mi, unsigned number) {
  const X86Names& x86 = X86(*mi.getMF());
  const unsigned opcode = mi.getOpcode();
  // Escape analysis does not let an address into inline assembly except as a
  // memory operand.
  if (mi.isCall() || mi.isInlineAsm()) return AddressFlow::kNone;
  const int memory = MemoryOperand(mi);
  if (opcode != x86.LEA64r && memory >= 0 &&
      number >= static_cast<unsigned>(memory) &&
      number < static_cast<unsigned>(memory) + 5)
    return AddressFlow::kNone;  // accessed through
  if (opcode == x86.SUB64rr) return AddressFlow::kDifference;
  if (opcode == x86.AND64ri32 || opcode == x86.AND64ri8 ||
      opcode == x86.AND32ri || opcode == x86.AND32ri8) {
    const MachineOperand& mask = mi.getOperand(2);
    if (mask.isImm() && mask.getImm() >= 0 && mask.getImm() < PAG_STACK_TOP_ALIGN)
      return AddressFlow::kNone;
  }
  return AddressFlow::kDerived;
}

MachineInstr* CloneAddress(
    const MachineInstr& def, Register result,
    const llvm::SmallDenseMap<Register, Register>& renamed,
    MachineBasicBlock& block, MachineBasicBlock::iterator before) {
  const X86Names& x86 = X86(*block.getParent());
  const llvm::TargetInstrInfo& tii =
      *block.getParent()->getSubtarget().getInstrInfo();
  auto rename = [&](const MachineOperand& op) {
    MachineOperand copy = op;
    // Else setReg would take it out of the use list that `op` is in.
    copy.clearParent();
    if (!copy.isReg()) return copy;
    if (auto it = renamed.find(copy.getReg()); it != renamed.end())
      copy.setReg(it->second);
    if (copy.isUse()) copy.setIsKill(false);
    return copy;
  };
  if (Addition addition = AsAddition(def); addition.valid) {
    llvm::MachineInstrBuilder lea =
        BuildMI(block, before, def.getDebugLoc(), tii.get(x86.LEA64r), result)
            .add(rename(def.getOperand(1)))
            .addImm(1);
    if (addition.index >= 0) {
      // LEA's index cannot be SP.
      MachineOperand index = rename(def.getOperand(addition.index));
      block.getParent()->getRegInfo().constrainRegClass(
          index.getReg(),
          tii.getRegClass(tii.get(x86.LEA64r), 3,
                          block.getParent()->getSubtarget().getRegisterInfo(),
                          *block.getParent()));
      lea.addReg(index.getReg(), 0, index.getSubReg());
    } else {
      lea.addReg(0);
    }
    return lea.addImm(addition.constant).addReg(0);
  }
  if (def.isPHI() || def.mayLoadOrStore() || def.hasUnmodeledSideEffects() ||
      def.isCall() || def.getNumExplicitDefs() != 1 ||
      def.getOperand(0).getSubReg())
    return nullptr;
  const llvm::TargetRegisterInfo* tri =
      block.getParent()->getSubtarget().getRegisterInfo();
  if (def.modifiesRegister(x86.EFLAGS, tri) && !FlagsDead(block, before))
    return nullptr;
  // A conditional move depends on flags that are gone.
  if (def.readsRegister(x86.EFLAGS, tri)) return nullptr;
  MachineInstr* clone = block.getParent()->CloneMachineInstr(&def);
  block.insert(before, clone);
  for (MachineOperand& op : clone->operands()) {
    if (!op.isReg() || !op.getReg().isVirtual()) continue;
    if (op.isDef()) {
      op.setReg(result);
    } else {
      op.setReg(renamed.lookup(op.getReg()));
      op.setIsKill(false);
    }
  }
  return clone;
}

bool FoldAddress(MachineOperand& use, const MachineInstr& def) {
  const X86Names& x86 = X86(*def.getMF());
  MachineInstr& mi = *use.getParent();
  const int memory = MemoryOperand(mi);
  if (!IsMemoryBase(use) || def.getOpcode() != x86.LEA64r ||
      !def.getOperand(1).isFI() || !def.getOperand(4).isImm() ||
      def.getOperand(5).getReg())
    return false;
  const MachineOperand& def_index = def.getOperand(3);
  MachineOperand& index = mi.getOperand(memory + 2);
  if (def_index.getReg() && index.getReg()) return false;
  MachineOperand& displacement = mi.getOperand(memory + 3);
  if (!displacement.isImm()) return false;
  const int64_t sum = displacement.getImm() + def.getOperand(4).getImm();
  if (!llvm::isInt<31>(sum)) return false;
  displacement.setImm(sum);
  if (def_index.getReg()) {
    mi.getOperand(memory + 1).setImm(def.getOperand(2).getImm());
    index.setReg(def_index.getReg());
    index.setSubReg(def_index.getSubReg());
    mi.getMF()->getRegInfo().clearKillFlags(def_index.getReg());
  }
  use.ChangeToFrameIndex(def.getOperand(1).getIndex());
  return true;
}

}  // namespace pagurus
