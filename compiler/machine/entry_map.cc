// EntryMap: from the IR passes' markers to machine facts.
//
// At the prologue check the stack may move while a function's arguments are
// still where its caller put them, so the runtime must know which of those
// places may point into the stack.  IR cannot say it (calling-convention
// lowering decides); counting parameters would be a guess.  The IR passes
// therefore pass each tracked argument to an empty asm, and this pass follows
// the operand back to the live-in register or the incoming stack slot.
#include <optional>

#include "compiler/callees.h"
#include "compiler/machine/passes.h"
#include "compiler/machine/x86_names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/InlineAsm.h"

namespace pagurus {
namespace {

using llvm::InlineAsm;
using llvm::MachineInstr;
using llvm::MachineOperand;

class EntryMap : public ManagedPass {
 public:
  explicit EntryMap(ModuleState& state) : ManagedPass(id_, state) {}
  llvm::StringRef getPassName() const override { return "Pagurus entry map"; }

 private:
  bool Run(llvm::MachineFunction& mf) override {
    bool changed = false;
    for (llvm::MachineBasicBlock& block : mf) {
      for (MachineInstr& mi : llvm::make_early_inc_range(block)) {
        if (!mi.isInlineAsm()) continue;
        llvm::StringRef text =
            mi.getOperand(InlineAsm::MIOp_AsmString).getSymbolName();
        FunctionState& state = state_.Of(mf);
        if (text == kEntryMarker) {
          ResolveEntry(mf, mi, state.entry_registers,
                       state.entry_stack_offsets);
        } else if (text == kEntryReferenceMarker) {
          ResolveEntry(mf, mi, state.entry_references,
                       state.entry_stack_references);
        } else if (text == kHomesMarker) {
          ResolveHomes(mf, mi);
        } else if (text.consume_front(kReferenceHomesMarker)) {
          ResolveHomes(mf, mi);
          DivideHomes(state, text);
        } else {
          continue;
        }
        mi.eraseFromParent();
        changed = true;
      }
    }
    return changed;
  }

  // The instruction that defines the value of `op`, looking through copies.
  static MachineInstr* Origin(llvm::MachineFunction& mf,
                              const MachineOperand& op) {
    llvm::MachineRegisterInfo& mri = mf.getRegInfo();
    llvm::Register reg = op.getReg();
    MachineInstr* def = nullptr;
    while (reg.isVirtual()) {
      def = mri.getUniqueVRegDef(reg);
      if (!def || !def->isFullCopy()) break;
      reg = def->getOperand(1).getReg();
    }
    return def;
  }

  // True when no call lies between the function's entry and `mi`.
  static bool IsAtEntry(const MachineInstr& mi) {
    const llvm::MachineBasicBlock& block = *mi.getParent();
    if (&block != &block.getParent()->front()) return false;
    for (const MachineInstr& other : block) {
      if (&other == &mi) return true;
      if (other.isCall()) return false;
    }
    return false;
  }

  void ResolveEntry(llvm::MachineFunction& mf, const MachineInstr& marker,
                    unsigned& registers, std::vector<uint32_t>& offsets) {
    const X86Names& x86 = X86(mf);
    const MachineOperand* operand = nullptr;
    for (const MachineOperand& op : marker.explicit_operands())
      if (op.isReg() && op.isUse()) operand = &op;
    MachineInstr* def = operand ? Origin(mf, *operand) : nullptr;
    if (def && IsAtEntry(*def)) {
      if (def->isFullCopy()) {
        int bit = EntryRegisterBit(x86, def->getOperand(1).getReg());
        if (bit >= 0 && mf.getRegInfo().isLiveIn(def->getOperand(1).getReg())) {
          registers |= 1u << bit;
          return;
        }
      }
      if (std::optional<uint32_t> slot = IncomingSlot(mf, *def)) {
        if (!llvm::is_contained(offsets, *slot)) offsets.push_back(*slot);
        return;
      }
    }
    state_.Refuse(mf, marker.getDebugLoc(),
                  "cannot tell in which register or stack slot a pointer "
                  "argument comes in (I1)");
  }

  // The offset from the CFA of the argument slot that `load` loads whole.
  static std::optional<uint32_t> IncomingSlot(const llvm::MachineFunction& mf,
                                              const MachineInstr& load) {
    const X86Names& x86 = X86(mf);
    if (load.getOpcode() != x86.MOV64rm) return std::nullopt;
    const MachineOperand& base = load.getOperand(1);
    if (!base.isFI() || load.getOperand(3).getReg() ||
        !load.getOperand(4).isImm() || load.getOperand(5).getReg())
      return std::nullopt;
    const llvm::MachineFrameInfo& frame = mf.getFrameInfo();
    if (!frame.isFixedObjectIndex(base.getIndex())) return std::nullopt;
    int64_t offset =
        frame.getObjectOffset(base.getIndex()) + load.getOperand(4).getImm();
    if (offset < 0 || offset > UINT32_MAX || offset % 8) return std::nullopt;
    return static_cast<uint32_t>(offset);
  }

  void ResolveHomes(llvm::MachineFunction& mf, const MachineInstr& marker) {
    const X86Names& x86 = X86(mf);
    FunctionState& state = state_.Of(mf);
    const llvm::MachineFrameInfo& frame = mf.getFrameInfo();
    std::optional<int> index;
    for (const MachineOperand& op : marker.explicit_operands()) {
      if (op.isFI()) index = op.getIndex();
      if (op.isReg() && op.isUse() && op.getReg().isVirtual()) {
        MachineInstr* def = Origin(mf, op);
        if (def && def->getOpcode() == x86.LEA64r &&
            def->getOperand(1).isFI() && !def->getOperand(3).getReg() &&
            def->getOperand(4).isImm() && def->getOperand(4).getImm() == 0)
          index = def->getOperand(1).getIndex();
      }
    }
    if (!index || state.homes_index || frame.isFixedObjectIndex(*index) ||
        frame.getObjectSize(*index) % 8) {
      state_.Refuse(mf, marker.getDebugLoc(),
                    "internal error: the homes are not one frame object");
      return;
    }
    state.homes_index = *index;
    state.num_homes = frame.getObjectSize(*index) / 8;
  }

  // `text`: "N.LOCALS" (kReferenceHomesMarker).
  static void DivideHomes(FunctionState& state, llvm::StringRef text) {
    const uint32_t words = state.num_homes;
    text.consumeInteger(10, state.num_homes);
    text.consume_front(".");
    state.num_refs = words - state.num_homes;
    state.local_refs.resize(text.size());
    for (size_t i = 0; i < text.size(); ++i)
      if (text[i] == 'r') state.local_refs.set(i);
  }

  static char id_;
};

char EntryMap::id_ = 0;

}  // namespace

llvm::MachineFunctionPass* CreateEntryMap(ModuleState& state) {
  return new EntryMap(state);
}

}  // namespace pagurus
