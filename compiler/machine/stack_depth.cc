#include "compiler/machine/stack_depth.h"

#include <algorithm>
#include <optional>

#include "compiler/machine/x86_names.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

namespace pagurus {
namespace {

using llvm::MachineBasicBlock;
using llvm::MachineInstr;

// By how much `mi` deepens the stack; nullopt if that cannot be told.
std::optional<int64_t> DepthChange(const MachineInstr& mi, const X86Names& x86,
                                   const llvm::TargetRegisterInfo& tri) {
  const unsigned opcode = mi.getOpcode();
  if (opcode == x86.PUSH64r) return 8;
  // A pop into SP itself is not a pop.
  if (opcode == x86.POP64r && mi.getOperand(0).getReg() != x86.RSP) return -8;
  if (mi.isCall() || mi.isReturn()) return 0;  // balanced, or the end
  if (!mi.modifiesRegister(x86.RSP, &tri)) return 0;
  auto immediate = [&](unsigned number, int sign) -> std::optional<int64_t> {
    const llvm::MachineOperand& op = mi.getOperand(number);
    if (!op.isImm()) return std::nullopt;
    return sign * op.getImm();
  };
  if (opcode == x86.SUB64ri32 || opcode == x86.SUB64ri8) return immediate(2, 1);
  if (opcode == x86.ADD64ri32 || opcode == x86.ADD64ri8)
    return immediate(2, -1);
  if (opcode == x86.LEA64r && mi.getOperand(1).isReg() &&
      mi.getOperand(1).getReg() == x86.RSP && !mi.getOperand(3).getReg())
    return immediate(4, -1);
  return std::nullopt;
}

}  // namespace

void StackDepth::Follow(llvm::MachineFunction& mf, ModuleState& state) {
  const X86Names& x86 = X86(mf);
  const llvm::TargetRegisterInfo& tri = *mf.getSubtarget().getRegisterInfo();
  auto refuse = [&](const MachineInstr* mi, const llvm::Twine& reason) {
    state.Refuse(mf, mi ? mi->getDebugLoc() : llvm::DebugLoc(),
                 reason + " (I3)");
    valid_ = false;
  };
  llvm::SmallVector<std::optional<int64_t>> at_start(mf.getNumBlockIDs());
  llvm::SmallVector<MachineBasicBlock*> worklist = {&mf.front()};
  at_start[mf.front().getNumber()] = 0;
  while (!worklist.empty() && valid_) {
    MachineBasicBlock* block = worklist.pop_back_val();
    int64_t depth = *at_start[block->getNumber()];
    for (const MachineInstr& mi : *block) {
      depth_[&mi] = depth;
      if (mi.isReturn() && !mi.isConditionalBranch() && depth != 0)
        return refuse(&mi, "the function returns with a frame still made");
      std::optional<int64_t> change = DepthChange(mi, x86, tri);
      if (!change)
        return refuse(&mi, "the stack pointer changes by an unknown amount");
      depth += *change;
      max_ = std::max(max_, depth);
      if (depth < 0)
        return refuse(&mi, "the stack pointer rises above the frame");
    }
    for (MachineBasicBlock* next : block->successors()) {
      std::optional<int64_t>& start = at_start[next->getNumber()];
      if (!start) {
        start = depth;
        worklist.push_back(next);
      } else if (*start != depth) {
        return refuse(nullptr,
                      "the frame has two sizes at one place of the code");
      }
    }
  }
  // What is never reached cannot be wrong.
  for (const MachineBasicBlock& block : mf)
    if (!at_start[block.getNumber()])
      for (const MachineInstr& mi : block) depth_[&mi] = 0;
}

}  // namespace pagurus
