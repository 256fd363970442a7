#include "compiler/machine/derived_values.h"

#include <utility>

#include "compiler/machine/x86_address.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"

namespace pagurus {

using llvm::MachineInstr;
using llvm::MachineOperand;
using llvm::Register;

DerivedValues::DerivedValues(llvm::MachineFunction& mf)
    : mri_(mf.getRegInfo()) {
  for (llvm::MachineBasicBlock& block : mf)
    for (MachineInstr& mi : block)
      if (IsFrameAddressSource(mi)) MarkDefs(mi);
  // Differences wait until everything else is known: pointer minus integer
  // is derived, pointer minus pointer is not.
  do {
    Propagate();
    for (MachineInstr* mi : std::exchange(differences_, {}))
      if (!Contains(mi->getOperand(1)) || !Contains(mi->getOperand(2)))
        MarkDefs(*mi);
  } while (!worklist_.empty());
}

void DerivedValues::MarkDefs(MachineInstr& mi) {
  for (const MachineOperand& op : mi.defs()) {
    if (!op.getReg().isVirtual() || !derived_.insert(op.getReg()).second)
      continue;
    order_.push_back(op.getReg());
    worklist_.push_back(op.getReg());
  }
}

void DerivedValues::Propagate() {
  while (!worklist_.empty()) {
    Register reg = worklist_.pop_back_val();
    for (MachineOperand& use : mri_.use_nodbg_operands(reg)) {
      MachineInstr& mi = *use.getParent();
      switch (FlowThrough(mi, mi.getOperandNo(&use))) {
        case AddressFlow::kNone:
          break;
        case AddressFlow::kDifference:
          differences_.push_back(&mi);
          break;
        case AddressFlow::kDerived:
          MarkDefs(mi);
          break;
      }
    }
  }
}

}  // namespace pagurus
