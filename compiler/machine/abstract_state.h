// What the frame verifier knows at one place of a function's code.
#ifndef PAGURUS_COMPILER_MACHINE_ABSTRACT_STATE_H_
#define PAGURUS_COMPILER_MACHINE_ABSTRACT_STATE_H_

#include <cstdint>
#include <vector>

#include "compiler/machine/frame_slots.h"
#include "compiler/machine/stack_value.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/MC/MCRegister.h"

namespace pagurus {

// Registers are kept by register unit, so that what is written to a register
// is seen through every register that shares bits with it.
class AbstractState {
 public:
  AbstractState() = default;
  explicit AbstractState(const llvm::TargetRegisterInfo& tri)
      : units_(tri.getNumRegUnits()), tri_(&tri) {}

  StackValue Read(llvm::MCRegister reg) const {
    StackValue value;
    for (llvm::MCRegUnit unit : tri_->regunits(reg))
      value = pagurus::Join(value, units_[unit]);
    return value;
  }

  void Write(llvm::MCRegister reg, StackValue value) {
    for (llvm::MCRegUnit unit : tri_->regunits(reg)) units_[unit] = value;
  }

  std::vector<StackValue>& units() { return units_; }

  // Joins `other` into this.  True if that changed anything.  The depths are
  // the caller's concern.
  bool Join(const AbstractState& other) {
    bool changed = slots.Join(other.slots);
    for (size_t i = 0; i < units_.size(); ++i) {
      StackValue joined = pagurus::Join(units_[i], other.units_[i]);
      changed |= joined.kind != units_[i].kind;
      units_[i] = joined;
    }
    return changed;
  }

  FrameSlots slots;
  // CFA − SP: 8 at a function's entry, for the return address.
  int64_t depth = 8;

 private:
  std::vector<StackValue> units_;
  const llvm::TargetRegisterInfo* tri_ = nullptr;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_ABSTRACT_STATE_H_
