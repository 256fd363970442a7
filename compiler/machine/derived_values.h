// Which virtual registers depend on where the stack lies.
//
// A value is *derived* when it is computed from a frame object's address by
// register arithmetic.  Not derived: what is loaded through it, the difference
// of two derived values, and its low bits (stack tops are congruent modulo
// 1 KiB).
#ifndef PAGURUS_COMPILER_MACHINE_DERIVED_VALUES_H_
#define PAGURUS_COMPILER_MACHINE_DERIVED_VALUES_H_

#include <vector>

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace pagurus {

// The derived values of a function in SSA form.
class DerivedValues {
 public:
  explicit DerivedValues(llvm::MachineFunction& mf);

  bool Contains(llvm::Register reg) const { return derived_.contains(reg); }
  bool Contains(const llvm::MachineOperand& op) const {
    return op.isReg() && op.getReg().isVirtual() && Contains(op.getReg());
  }

  // In the order in which they were found, which is deterministic.
  const std::vector<llvm::Register>& All() const { return order_; }

  // A copy of a derived value's computation; All() goes without it.
  void Add(llvm::Register reg) { derived_.insert(reg); }

 private:
  void MarkDefs(llvm::MachineInstr& mi);
  void Propagate();

  llvm::MachineRegisterInfo& mri_;
  llvm::DenseSet<llvm::Register> derived_;
  std::vector<llvm::Register> order_;
  llvm::SmallVector<llvm::Register> worklist_;
  std::vector<llvm::MachineInstr*> differences_;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_DERIVED_VALUES_H_
