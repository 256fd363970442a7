// FrameAddress: no address of a frame object stays in a virtual register
// across a safepoint (I1).
//
// A movable local's address is SP plus a constant, so it costs nothing to
// compute again, while a copy of it in a callee-saved register would be wrong
// after a move.  The IR passes never carry such an address across a safepoint
// as a value of their own, but LLVM does: instruction selection shares address
// computations within a block and exports them to others, LICM and CSE hoist
// them.  So this pass runs after the last of those, still in SSA form, and
// puts a copy of the address computation in front of every use that a
// safepoint may separate from its definition.  From here to the end of code
// generation nothing lengthens a live range across a call: the scheduler and
// the register allocator treat calls as barriers, and the late passes that do
// not are switched off (codegen.cc).
#include <string>
#include <vector>

#include "compiler/machine/call_kind.h"
#include "compiler/machine/derived_values.h"
#include "compiler/machine/passes.h"
#include "compiler/machine/reference_homes.h"
#include "compiler/machine/safepoint_order.h"
#include "compiler/machine/x86_address.h"
#include "compiler/machine/x86_names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

namespace pagurus {
namespace {

using llvm::MachineBasicBlock;
using llvm::MachineFunction;
using llvm::MachineInstr;
using llvm::MachineOperand;
using llvm::Register;

class FrameAddress : public ManagedPass {
 public:
  explicit FrameAddress(ModuleState& state) : ManagedPass(id_, state) {}
  llvm::StringRef getPassName() const override {
    return "Pagurus frame addresses";
  }

 private:
  bool Run(MachineFunction& mf) override {
    bool changed = AddressByStackPointer(mf);
    // Again: passes on the way here share addresses.
    changed |= NameReferenceHomes(mf, state_);
    SafepointOrder order(mf);
    if (order.Empty()) return changed;
    DerivedValues derived(mf);
    // By value: the loop adds to the set.
    const std::vector<Register> all = derived.All();
    for (Register reg : all) changed |= Rewrite(mf, order, derived, reg);
    if (changed) EraseUnused(mf.getRegInfo(), all);
    return changed;
  }

  // What has been computed again behind each safepoint is not needed in front
  // of it.  At -O0 nobody else would clear it away.
  static void EraseUnused(llvm::MachineRegisterInfo& mri,
                          const std::vector<Register>& registers) {
    bool changed = true;
    while (changed) {
      changed = false;
      for (Register reg : llvm::reverse(registers)) {
        MachineInstr* def = mri.getVRegDef(reg);
        if (!def || !mri.use_nodbg_empty(reg) || !OnlyComputes(*def, reg))
          continue;
        mri.markUsesInDebugValueAsUndef(reg);
        def->eraseFromParent();
        changed = true;
      }
    }
  }

  // True if `mi` has no effect but on `reg`.
  static bool OnlyComputes(const MachineInstr& mi, Register reg) {
    if (mi.isCall() || mi.isInlineAsm() || mi.mayLoadOrStore() ||
        mi.hasUnmodeledSideEffects())
      return false;
    return llvm::all_of(mi.all_defs(), [&](const MachineOperand& op) {
      return op.getReg() == reg || op.isDead();
    });
  }

  // Outgoing stack arguments are stored through a copy of SP.  LLVM coalesces
  // the copy, but not in a function that calls setjmp; SP itself will do (I3).
  static bool AddressByStackPointer(MachineFunction& mf) {
    llvm::MachineRegisterInfo& mri = mf.getRegInfo();
    bool changed = false;
    for (MachineBasicBlock& block : mf) {
      for (MachineInstr& mi : llvm::make_early_inc_range(block)) {
        if (!IsCopyOfStackPointer(mi)) continue;
        const Register copy = mi.getOperand(0).getReg();
        for (MachineOperand& use :
             llvm::make_early_inc_range(mri.use_nodbg_operands(copy))) {
          if (!IsMemoryBase(use)) continue;
          use.setReg(mi.getOperand(1).getReg());
          use.setIsKill(false);
          changed = true;
        }
        if (mri.use_empty(copy)) mi.eraseFromParent();
      }
    }
    return changed;
  }

  bool Rewrite(MachineFunction& mf, SafepointOrder& order,
               DerivedValues& derived, Register reg) {
    llvm::MachineRegisterInfo& mri = mf.getRegInfo();
    MachineInstr* def = mri.getVRegDef(reg);
    llvm::SmallVector<MachineOperand*> separated;
    for (MachineOperand& use : mri.use_nodbg_operands(reg))
      if (order.MaySeparate(*def, order.UseOf(use))) separated.push_back(&use);
    for (MachineOperand* use : separated) {
      const ProgramPoint point = order.UseOf(*use);
      if (!use->getParent()->isPHI() && FoldAddress(*use, *def)) continue;
      Register again = Materialise(mf, order, derived, reg, point, 0);
      if (!again) {
        state_.Refuse(
            mf,
            def->getDebugLoc() ? def->getDebugLoc()
                               : use->getParent()->getDebugLoc(),
            "internal error: the address of a local variable is needed after "
            "a call and cannot be computed again (I1): " +
                Describe(*def));
        continue;
      }
      use->setReg(again);
      use->setIsKill(false);
    }
    return !separated.empty();
  }

  // A register that holds at `point` what `reg` was defined to hold.
  // Invalid when there is no way.
  Register Materialise(MachineFunction& mf, SafepointOrder& order,
                       DerivedValues& derived, Register reg,
                       const ProgramPoint& point, int depth) {
    llvm::MachineRegisterInfo& mri = mf.getRegInfo();
    MachineInstr* def = mri.getVRegDef(reg);
    if (!order.MaySeparate(*def, point)) return reg;
    // Address computations are short; a cycle of phis is not one.
    if (depth > 64) return Register();
    auto again = [&](Register source) {
      return Materialise(mf, order, derived, source, point, depth + 1);
    };
    if (def->isFullCopy() && def->getOperand(1).getReg().isVirtual())
      return again(def->getOperand(1).getReg());
    if (def->isPHI()) {
      MachineInstr* same = SameInputs(mri, *def);
      return same ? again(same->getOperand(0).getReg()) : Register();
    }
    llvm::SmallDenseMap<Register, Register> renamed;
    for (const MachineOperand& op : def->uses()) {
      if (!op.isReg() || !op.getReg().isVirtual()) continue;
      Register input = op.getReg();
      if (derived.Contains(input)) {
        input = again(input);
        if (!input) return Register();
      }
      renamed[op.getReg()] = input;
    }
    Register result = mri.createVirtualRegister(mri.getRegClass(reg));
    MachineInstr* clone =
        CloneAddress(*def, result, renamed, *point.block, point.before);
    if (!clone) return Register();
    for (auto [from, to] : renamed) mri.clearKillFlags(to);
    order.NoteInserted(*clone, point);
    derived.Add(result);
    return result;
  }

  // For a phi: the definition that all its inputs, seen through copies, repeat
  // (the same instruction or an identical frame address); null if none.
  static MachineInstr* SameInputs(llvm::MachineRegisterInfo& mri,
                                  const MachineInstr& phi) {
    MachineInstr* same = nullptr;
    for (unsigned i = 1; i < phi.getNumOperands(); i += 2) {
      MachineInstr* def = mri.getVRegDef(phi.getOperand(i).getReg());
      while (def && def->isFullCopy() &&
             def->getOperand(1).getReg().isVirtual())
        def = mri.getVRegDef(def->getOperand(1).getReg());
      if (def == &phi) continue;
      if (!def || !IsConstantFrameAddress(*def)) return nullptr;
      if (same && !same->isIdenticalTo(*def, MachineInstr::IgnoreVRegDefs))
        return nullptr;
      same = def;
    }
    return same;
  }

  static std::string Describe(const MachineInstr& mi) {
    std::string text;
    llvm::raw_string_ostream out(text);
    mi.print(out, /*IsStandalone=*/true, /*SkipOpers=*/false,
             /*SkipDebugLoc=*/true, /*AddNewLine=*/false);
    return text;
  }

  static char id_;
};

char FrameAddress::id_ = 0;

}  // namespace

llvm::MachineFunctionPass* CreateFrameAddress(ModuleState& state) {
  return new FrameAddress(state);
}

}  // namespace pagurus
