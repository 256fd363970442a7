#include "compiler/machine/frame_verifier.h"

#include <optional>

#include "compiler/machine/abstract_state.h"
#include "compiler/machine/call_kind.h"
#include "compiler/machine/frame_transfer.h"
#include "compiler/machine/module_state.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/Support/raw_ostream.h"

namespace pagurus {
namespace {

using llvm::MachineBasicBlock;
using llvm::MachineFunction;
using llvm::MachineInstr;

bool ReturnsTwice(const MachineInstr& mi) {
  return mi.isCall() && (CalleeSymbol(mi) == "__pag_setjmp" ||
                         CalleeSymbol(mi) == "__pag_sigsetjmp");
}

class Verifier {
 public:
  Verifier(const MachineFunction& mf, const FrameFacts& facts)
      : mf_(mf), transfer_(mf, facts), at_start_(mf.getNumBlockIDs()) {
    unsigned n = 0;
    for (const MachineBasicBlock* block :
         llvm::ReversePostOrderTraversal<const MachineFunction*>(&mf)) {
      order_.push_back(block);
      place_.resize(mf.getNumBlockIDs());
      place_[block->getNumber()] = n++;
    }
    pending_.resize(n);
  }

  std::vector<std::string> Run() {
    at_start_[order_[0]->getNumber()] = transfer_.AtEntry();
    pending_.set(0);
    // In reverse post-order, so that most blocks are seen once or twice.
    for (int i; (i = pending_.find_first()) >= 0;) {
      pending_.reset(i);
      Follow(*order_[i], nullptr);
    }
    std::vector<FrameTransfer::Violation> violations;
    for (const MachineBasicBlock& block : mf_) {
      if (at_start_[block.getNumber()]) Follow(block, &violations);
      if (const MachineInstr* mi = disagreement_.lookup(&block)) {
        violations.push_back(
            {mi, "SP differs between the paths that lead to this place (I3)"});
      }
    }
    return Describe(violations);
  }

 private:
  // Takes the state through `block` and on to where control goes from there.
  void Follow(const MachineBasicBlock& block,
              std::vector<FrameTransfer::Violation>* violations) {
    AbstractState state = *at_start_[block.getNumber()];
    for (const MachineInstr& mi : block.instrs()) {
      if (mi.isBundle()) continue;  // its instructions follow
      transfer_.Apply(mi, state, violations);
      if (!mi.isCall() || mi.isReturn()) continue;
      for (const MachineBasicBlock* next : block.successors())
        if (next->isEHPad()) Enter(*next, state);
      if (mf_.exposesReturnsTwice() && IsSafepoint(mi)) FollowJump(mi, state);
    }
    for (const MachineBasicBlock* next : block.successors())
      if (!next->isEHPad()) Enter(*next, state);
  }

  void Enter(const MachineBasicBlock& block, const AbstractState& state) {
    std::optional<AbstractState>& start = at_start_[block.getNumber()];
    if (!start) {
      start = state;
    } else {
      if (start->depth != state.depth && !block.empty())
        disagreement_[&block] = &block.instr_front();
      if (!start->Join(state)) return;
    }
    pending_.set(place_[block.getNumber()]);
  }

  // Control may come back to a setjmp from any safepoint.  Registers are then
  // what they were at the first return, the frame what it was at the safepoint.
  void FollowJump(const MachineInstr& mi, AbstractState& state) {
    if (jumps_.Join(state.slots)) {
      for (const MachineBasicBlock* block : order_)
        if (at_start_[block->getNumber()] && llvm::any_of(*block, ReturnsTwice))
          pending_.set(place_[block->getNumber()]);
    }
    if (ReturnsTwice(mi)) state.slots.Join(jumps_);
  }

  std::vector<std::string> Describe(
      const std::vector<FrameTransfer::Violation>& violations) const {
    ModuleState result;
    for (const FrameTransfer::Violation& violation : violations) {
      std::string code;
      llvm::raw_string_ostream out(code);
      violation.where->print(out, /*IsStandalone=*/true, /*SkipOpers=*/false,
                             /*SkipDebugLoc=*/true, /*AddNewLine=*/false,
                             mf_.getSubtarget().getInstrInfo());
      result.Refuse(mf_, violation.where->getDebugLoc(),
                    "frame verifier: " + violation.reason + ": " + out.str());
    }
    return std::move(result.refusals);
  }

  const MachineFunction& mf_;
  FrameTransfer transfer_;
  std::vector<const MachineBasicBlock*> order_;
  std::vector<unsigned> place_;  // in order_, by block number
  std::vector<std::optional<AbstractState>> at_start_;  // by block number
  llvm::BitVector pending_;                             // by place
  llvm::DenseMap<const MachineBasicBlock*, const MachineInstr*> disagreement_;
  FrameSlots jumps_;  // the join of all frames at safepoints
};

}  // namespace

std::vector<std::string> VerifyFrame(const MachineFunction& mf,
                                     const FrameFacts& facts) {
  return Verifier(mf, facts).Run();
}

}  // namespace pagurus
