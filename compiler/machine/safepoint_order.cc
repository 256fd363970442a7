#include "compiler/machine/safepoint_order.h"

#include "compiler/machine/call_kind.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SmallVector.h"

namespace pagurus {

using llvm::MachineBasicBlock;
using llvm::MachineInstr;

SafepointOrder::SafepointOrder(llvm::MachineFunction& mf)
    : safepoints_(mf.getNumBlockIDs()) {
  for (MachineBasicBlock& block : mf) {
    unsigned index = kStart;
    for (MachineInstr& mi : block) {
      index_[&mi] = index += 2;
      // A tail call is a safepoint that nothing comes after.
      if (mi.isCall() && !mi.isReturn() && IsSafepoint(mi)) {
        safepoints_[block.getNumber()].push_back(index);
        empty_ = false;
      }
    }
  }
}

ProgramPoint SafepointOrder::UseOf(llvm::MachineOperand& use) const {
  MachineInstr& mi = *use.getParent();
  if (!mi.isPHI()) return {mi.getParent(), mi.getIterator(), index_.at(&mi)};
  MachineBasicBlock* from = mi.getOperand(use.getOperandNo() + 1).getMBB();
  auto before = from->getFirstTerminator();
  return {from, before, before == from->end() ? kEnd : index_.at(&*before)};
}

bool SafepointOrder::MaySeparate(const MachineInstr& def,
                                 const ProgramPoint& use) const {
  const MachineBasicBlock& def_block = *def.getParent();
  const unsigned def_index = index_.at(&def);
  if (&def_block == use.block && def_index < use.index)
    return Any(def_block, def_index, use.index);
  return Any(def_block, def_index, kEnd) ||
         Any(*use.block, kStart, use.index) ||
         AnyBetween(def_block, *use.block);
}

bool SafepointOrder::Any(const MachineBasicBlock& block, unsigned after,
                         unsigned before) const {
  for (unsigned index : safepoints_[block.getNumber()])
    if (index > after && index < before) return true;
  return false;
}

bool SafepointOrder::AnyBetween(const MachineBasicBlock& from,
                                const MachineBasicBlock& to) const {
  auto [it, inserted] =
      between_.try_emplace({from.getNumber(), to.getNumber()}, false);
  if (!inserted) return it->second;
  // Backward from `to`, never through `from`: a path that meets the definition
  // again starts afresh there.
  llvm::BitVector seen(safepoints_.size());
  llvm::SmallVector<const MachineBasicBlock*> worklist(to.pred_begin(),
                                                       to.pred_end());
  while (!worklist.empty()) {
    const MachineBasicBlock* block = worklist.pop_back_val();
    if (block == &from || seen.test(block->getNumber())) continue;
    seen.set(block->getNumber());
    if (Any(*block, kStart, kEnd)) return it->second = true;
    worklist.append(block->pred_begin(), block->pred_end());
  }
  return false;
}

}  // namespace pagurus
