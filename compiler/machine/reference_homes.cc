#include "compiler/machine/reference_homes.h"

#include <string>

#include "compiler/machine/x86_address.h"
#include "compiler/machine/x86_names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/Support/raw_ostream.h"

namespace pagurus {
namespace {

using llvm::MachineInstr;
using llvm::MachineOperand;
using llvm::Register;

class Namer {
 public:
  Namer(llvm::MachineFunction& mf, ModuleState& state)
      : mf_(mf),
        mri_(mf.getRegInfo()),
        state_(state),
        homes_(*state.Of(mf).homes_index) {
    const FunctionState& f = state.Of(mf);
    begin_ = int64_t{8} * (f.num_homes + f.local_refs.size());
    end_ = int64_t{8} * (int64_t{f.num_homes} + f.num_refs);
  }

  bool Run() {
    // Also where all are words of locals, which are cleared at entry.
    const bool changed = FoldAll();
    if (begin_ >= end_) return changed;
    for (llvm::MachineBasicBlock& block : mf_)
      for (MachineInstr& mi : block)
        if (!mi.isDebugInstr() && !Names(mi)) Refuse(mi);
    return changed;
  }

 private:
  bool FoldAll() {
    for (llvm::MachineBasicBlock& block : mf_)
      for (MachineInstr& mi : block) NoteAddress(mi);
    bool changed = false;
    while (!addresses_.empty()) {
      MachineInstr* def = addresses_.pop_back_val();
      changed |= Fold(*def, def->getOperand(0).getReg());
    }
    return changed;
  }

  void NoteAddress(MachineInstr& mi) {
    if (IsConstantFrameAddress(mi) && mi.getOperand(1).getIndex() == homes_ &&
        mi.getOperand(0).getReg().isVirtual())
      addresses_.push_back(&mi);
  }

  // What uses `reg`, a copy of what `def` computes, names the word itself.
  bool Fold(const MachineInstr& def, Register reg) {
    bool changed = false;
    for (MachineOperand& use :
         llvm::make_early_inc_range(mri_.use_nodbg_operands(reg))) {
      MachineInstr& mi = *use.getParent();
      if (mi.isFullCopy() && mi.getOperand(0).getReg().isVirtual()) {
        changed |= Fold(def, mi.getOperand(0).getReg());
      } else if (FoldAddress(use, def)) {
        NoteAddress(mi);
        changed = true;
      }
    }
    return changed;
  }

  // False if `mi` does more with the address of a reference's home than to load
  // or store it.
  bool Names(const MachineInstr& mi) const {
    for (const MachineOperand& op : mi.operands()) {
      if (!op.isFI() || op.getIndex() != homes_) continue;
      const unsigned number = op.getOperandNo();
      if (mi.isInlineAsm()) {
        const MachineOperand& displacement = mi.getOperand(number + 3);
        if (!displacement.isImm() || IsHome(displacement.getImm()))
          return false;
        continue;
      }
      const int memory = MemoryOperand(mi);
      if (memory < 0 || number != static_cast<unsigned>(memory)) return false;
      const MachineOperand& displacement = mi.getOperand(memory + 3);
      if (!displacement.isImm()) return false;
      if (!IsHome(displacement.getImm())) continue;
      if (mi.getOperand(memory + 2).getReg()) return false;
      if (mi.getOpcode() == X86(mf_).LEA64r && IsUsed(mi)) return false;
    }
    return true;
  }

  bool IsHome(int64_t offset) const {
    return offset >= begin_ && offset < end_;
  }

  // By more than copies of it that nobody uses.
  bool IsUsed(const MachineInstr& def) const {
    const Register reg = def.getOperand(0).getReg();
    if (!reg.isVirtual()) return true;
    return llvm::any_of(mri_.use_nodbg_instructions(reg),
                        [&](const MachineInstr& user) {
                          return !user.isFullCopy() || IsUsed(user);
                        });
  }

  void Refuse(const MachineInstr& mi) {
    std::string text;
    llvm::raw_string_ostream out(text);
    mi.print(out, /*IsStandalone=*/true, /*SkipOpers=*/false,
             /*SkipDebugLoc=*/true, /*AddNewLine=*/false);
    state_.Refuse(mf_, mi.getDebugLoc(),
                  "internal error: the home of a reference is reached by more "
                  "than its name (I12): " +
                      out.str());
  }

  llvm::MachineFunction& mf_;
  llvm::MachineRegisterInfo& mri_;
  ModuleState& state_;
  const int homes_;
  // Of the array, in bytes: where homes of references are.
  int64_t begin_;
  int64_t end_;
  llvm::SmallVector<MachineInstr*, 8> addresses_;
};

}  // namespace

bool NameReferenceHomes(llvm::MachineFunction& mf, ModuleState& state) {
  const FunctionState& f = state.Of(mf);
  if (!f.homes_index || f.num_refs == 0) return false;
  return Namer(mf, state).Run();
}

}  // namespace pagurus
