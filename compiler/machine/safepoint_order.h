// "May a safepoint lie between this definition and that use?", for machine
// code in SSA form.
#ifndef PAGURUS_COMPILER_MACHINE_SAFEPOINT_ORDER_H_
#define PAGURUS_COMPILER_MACHINE_SAFEPOINT_ORDER_H_

#include <map>
#include <utility>
#include <vector>

#include "llvm/ADT/DenseMap.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace pagurus {

// A place in a block, where something could be inserted.
struct ProgramPoint {
  llvm::MachineBasicBlock* block;
  llvm::MachineBasicBlock::iterator before;
  unsigned index;  // of `before`
};

// Numbers a function's instructions once.  What is inserted later must not be
// a safepoint, and is known only if it was noted.
class SafepointOrder {
 public:
  explicit SafepointOrder(llvm::MachineFunction& mf);

  // `mi` has been inserted at `point`.
  void NoteInserted(const llvm::MachineInstr& mi, const ProgramPoint& point) {
    index_[&mi] = point.index - 1;
  }

  // No safepoint in the whole function.
  bool Empty() const { return empty_; }

  // Where a use happens: in front of its instruction, or for a phi in front of
  // the predecessor's terminators.
  ProgramPoint UseOf(llvm::MachineOperand& use) const;

  // True if some path from `def` to `use`, which `def` dominates, contains a
  // safepoint.
  bool MaySeparate(const llvm::MachineInstr& def,
                   const ProgramPoint& use) const;

 private:
  // A safepoint of `block` with an index in (after, before)?
  bool Any(const llvm::MachineBasicBlock& block, unsigned after,
           unsigned before) const;
  // A safepoint on some way from the end of `from` to the start of `to`?
  bool AnyBetween(const llvm::MachineBasicBlock& from,
                  const llvm::MachineBasicBlock& to) const;

  // Instructions of a block have the numbers 2, 4, 6, …; what is inserted gets
  // the odd number before its successor's.
  static constexpr unsigned kStart = 0;
  static constexpr unsigned kEnd = ~0u - 1;

  bool empty_ = true;
  llvm::DenseMap<const llvm::MachineInstr*, unsigned> index_;
  std::vector<std::vector<unsigned>> safepoints_;  // by block number
  mutable std::map<std::pair<int, int>, bool> between_;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_SAFEPOINT_ORDER_H_
