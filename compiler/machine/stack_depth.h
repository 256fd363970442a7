// How deep the stack is at each instruction of final code (I3).
#ifndef PAGURUS_COMPILER_MACHINE_STACK_DEPTH_H_
#define PAGURUS_COMPILER_MACHINE_STACK_DEPTH_H_

#include <cstdint>

#include "compiler/machine/module_state.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace pagurus {

// Bytes between the return address (exclusive) and SP: 0 at the entry.
class StackDepth {
 public:
  // Follows SP through `mf`.  Refuses what changes SP by an unknown amount, by
  // different amounts on different ways to one place, or leaves the function
  // with a depth other than 0; valid() is then false.
  StackDepth(llvm::MachineFunction& mf, ModuleState& state) {
    Follow(mf, state);
  }

  bool valid() const { return valid_; }

  // Before `mi`.
  int64_t At(const llvm::MachineInstr& mi) const { return depth_.at(&mi); }

  // The largest depth anywhere.
  int64_t max() const { return max_; }

 private:
  void Follow(llvm::MachineFunction& mf, ModuleState& state);

  llvm::DenseMap<const llvm::MachineInstr*, int64_t> depth_;
  int64_t max_ = 0;
  bool valid_ = true;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_STACK_DEPTH_H_
