// AddressSelect: what is selected is an offset, not an address (I1).
//
// The IR passes compute an address anew behind each safepoint, be its offset
// as complicated as it likes.  Instruction selection shares the computations
// of a block and then turns
//
//     address + (condition ? 116 : 24)
//
// into a conditional move of two addresses (X86ISelLowering.cpp,
// pushAddIntoCmovOfConsts).  FrameAddress cannot compute that again: the flags
// are gone.  So the addition is moved back out: the conditional move, where it
// stands, chooses between the addresses' distances from the first of them,
// which are no addresses.
//
// Right after instruction selection, because a later pass may make branches and
// a phi of a conditional move.
#include <cstdint>
#include <optional>

#include "compiler/machine/derived_values.h"
#include "compiler/machine/passes.h"
#include "compiler/machine/reference_homes.h"
#include "compiler/machine/x86_names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/Support/MathExtras.h"

namespace pagurus {
namespace {

using llvm::MachineInstr;
using llvm::MachineOperand;
using llvm::Register;

// What is added to a register or to a frame object's address: nothing, a
// constant, or a constant and a scaled index.
struct Address {
  MachineOperand base;
  int64_t constant;
  const MachineInstr* indexed = nullptr;  // LEA with an index register
};

Address AddressOf(const llvm::MachineRegisterInfo& mri,
                  const MachineOperand& input) {
  const MachineInstr& def = *mri.getVRegDef(input.getReg());
  const X86Names& x86 = X86(*def.getMF());
  const unsigned opcode = def.getOpcode();
  if (opcode == x86.LEA64r && def.getOperand(4).isImm() &&
      !def.getOperand(5).getReg()) {
    return {def.getOperand(1), def.getOperand(4).getImm(),
            def.getOperand(3).getReg() ? &def : nullptr};
  }
  if ((opcode == x86.ADD64ri32 || opcode == x86.ADD64ri8 ||
       opcode == x86.ADD64ri32_DB) &&
      def.getOperand(2).isImm()) {
    return {def.getOperand(1), def.getOperand(2).getImm()};
  }
  return {input, 0};
}

bool SameIndex(const Address& a, const Address& b) {
  if (a.indexed == nullptr || b.indexed == nullptr)
    return a.indexed == b.indexed;
  return a.indexed->getOperand(2).isIdenticalTo(b.indexed->getOperand(2)) &&
         a.indexed->getOperand(3).isIdenticalTo(b.indexed->getOperand(3));
}

class AddressSelect : public ManagedPass {
 public:
  explicit AddressSelect(ModuleState& state) : ManagedPass(id_, state) {}
  llvm::StringRef getPassName() const override {
    return "Pagurus address selects";
  }

 private:
  bool Run(llvm::MachineFunction& mf) override {
    const X86Names& x86 = X86(mf);
    // First: an offset would hide whose address it leads to.
    bool changed = NameReferenceHomes(mf, state_);
    std::optional<DerivedValues> derived;
    for (llvm::MachineBasicBlock& block : mf) {
      for (MachineInstr& mi : llvm::make_early_inc_range(block)) {
        if (mi.getOpcode() != x86.CMOV64rr) continue;
        if (!derived) derived.emplace(mf);
        if (derived->Contains(mi.getOperand(1)) &&
            derived->Contains(mi.getOperand(2))) {
          changed |= SelectOffset(mf, mi);
        }
      }
    }
    return changed;
  }

  static bool SelectOffset(llvm::MachineFunction& mf, MachineInstr& select) {
    const X86Names& x86 = X86(mf);
    llvm::MachineRegisterInfo& mri = mf.getRegInfo();
    MachineOperand& first = select.getOperand(1);
    MachineOperand& second = select.getOperand(2);
    const Address a = AddressOf(mri, first);
    const Address b = AddressOf(mri, second);
    if (!a.base.isIdenticalTo(b.base) || !SameIndex(a, b)) return false;
    const int64_t distance = b.constant - a.constant;
    if (!llvm::isInt<32>(distance)) return false;

    const Register result = select.getOperand(0).getReg();
    const Register address = first.getReg();
    const llvm::TargetRegisterClass* rc = mri.getRegClass(result);
    const llvm::TargetInstrInfo& tii = *mf.getSubtarget().getInstrInfo();
    llvm::MachineBasicBlock& block = *select.getParent();
    auto constant = [&](int64_t value) {
      Register reg = mri.createVirtualRegister(rc);
      BuildMI(block, select, select.getDebugLoc(), tii.get(x86.MOV64ri32), reg)
          .addImm(value);
      return reg;
    };
    // LEA's index cannot be SP.
    Register offset = mri.createVirtualRegister(tii.getRegClass(
        tii.get(x86.LEA64r), 3, mf.getSubtarget().getRegisterInfo(), mf));
    first.setReg(constant(0));
    second.setReg(constant(distance));
    select.getOperand(0).setReg(offset);
    BuildMI(block, std::next(select.getIterator()), select.getDebugLoc(),
            tii.get(x86.LEA64r), result)
        .addReg(address)
        .addImm(1)
        .addReg(offset)
        .addImm(0)
        .addReg(0);
    mri.clearKillFlags(address);
    return true;
  }

  static char id_;
};

char AddressSelect::id_ = 0;

}  // namespace

llvm::MachineFunctionPass* CreateAddressSelect(ModuleState& state) {
  return new AddressSelect(state);
}

}  // namespace pagurus
