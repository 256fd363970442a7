// The part of FrameTransfer that is about leaving the function's own code:
// calls, returns and inline assembly.
#include "compiler/callees.h"
#include "compiler/machine/call_kind.h"
#include "compiler/machine/frame_transfer.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/IR/InlineAsm.h"

namespace pagurus {

using llvm::MachineInstr;
using llvm::MachineOperand;

// Escape analysis lets no stack address into inline assembly, except as the
// place of a memory operand.
void FrameTransfer::ApplyInlineAsm(const MachineInstr& mi) {
  const bool fixed =
      mi.getOperand(llvm::InlineAsm::MIOp_AsmString).getSymbolName() ==
      llvm::StringRef(kFixedMarker);
  auto check = [&](StackValue value) {
    if (!Use(mi, value).clean() && !fixed)
      Report(mi, "gives a stack address to inline assembly (I1)");
  };
  for (unsigned i = llvm::InlineAsm::MIOp_FirstOperand;
       i < mi.getNumOperands() && mi.getOperand(i).isImm();) {
    const llvm::InlineAsm::Flag flag(mi.getOperand(i).getImm());
    const unsigned count = flag.getNumOperandRegisters();
    if (flag.isMemKind()) {
      if (auto reference = ReferenceAt(mi, i + 1)) {
        Address address = AddressOf(*reference);
        address.value = Use(mi, address.value);
        check(Load(mi, address, {0, RestOfObject(address.offset)}));
      }
    } else if (flag.isRegUseKind()) {
      for (unsigned j = i + 1; j <= i + count; ++j)
        check(ReadOperand(mi.getOperand(j)));
    }
    i += 1 + count;
  }
  if (mi.modifiesRegister(roles_.stack_pointer, &tri_))
    Report(mi, "inline assembly changes the stack pointer (I3)");
  WriteOutputs(mi, kCleanValue);
}

void FrameTransfer::ApplyCall(const MachineInstr& mi) {
  const CallKind kind = ClassifyCall(mi);
  const int64_t expected = 8 + (mi.isReturn() ? 0 : facts_.frame_size);
  if (kind != CallKind::kLeaf && state_->depth != expected) {
    Report(mi, "SP is CFA - 8 - " + llvm::Twine(state_->depth - 8) +
                   " at this call, not CFA - 8 - " + llvm::Twine(expected - 8) +
                   " (I3)");
  }
  StackValue result;
  for (const MachineOperand& op : mi.all_uses()) {
    const StackValue value = Use(mi, ReadOperand(op));
    if (kind == CallKind::kGate && value.fresh() &&
        op.getReg() != roles_.stack_pointer) {
      Report(mi, "passes a stack address through a function pointer, in $" +
                     llvm::StringRef(tri_.getName(op.getReg())).lower() +
                     " (I1)");
    }
    // Arithmetic done by a library.
    if (kind == CallKind::kNativeOnly && op.getReg() != roles_.stack_pointer)
      result = Mix(result, value);
  }
  if (kind == CallKind::kGate) {
    for (const FrameSlots::Slot& slot : state_->slots.slots()) {
      if (slot.range.Overlaps(outgoing_) && slot.value.fresh()) {
        Report(mi,
               "passes a stack address through a function pointer, on the "
               "stack (I1)");
      }
    }
  }
  if (mi.isReturn()) return;
  // The callee may read or copy it.  (What code generation made for itself has
  // no address that anybody knows.)
  for (const FrameSlots::Slot& slot : state_->slots.slots()) {
    if (!slot.value.clean() && llvm::any_of(locals_, [&](ByteRange local) {
          return local.Overlaps(slot.range);
        })) {
      Report(mi,
             "leaves a stack address in a local variable, where no map "
             "will find it (I1)");
    }
  }
  for (ByteRange local : locals_) state_->slots.Store(local, kCleanValue);
  if (const LeafRoutine* routine = kind == CallKind::kLeaf
                                       ? LeafRoutineCalled(CalleeSymbol(mi))
                                       : nullptr) {
    if (routine->result == LeafResult::kFirstArgument ||
        routine->result == LeafResult::kIntoArgument)
      result = ReadRegister(roles_.first_argument);
  }
  const llvm::BitVector& clobbered = ClobberedUnits(mi);
  for (unsigned unit : clobbered.set_bits())
    state_->units()[unit] = kCleanValue;
  if (IsSafepoint(mi)) ApplySafepoint(mi);
  WriteOutputs(mi, result);
}

// Everything that the mover does not rewrite is stale now.
void FrameTransfer::ApplySafepoint(const MachineInstr& mi) {
  auto [it, added] = safepoint_numbers_.try_emplace(&mi, safepoints_.size());
  if (added) safepoints_.push_back(&mi);
  const uint32_t number = it->second;
  auto after = [&](StackValue v) { return AfterSafepoint(v, number); };
  for (StackValue& unit : state_->units()) unit = after(unit);
  // The callee may have used its arguments' slots for anything.
  state_->slots.Store(outgoing_, kCleanValue);
  state_->slots.Transform(after);
}

void FrameTransfer::ApplyReturn(const MachineInstr& mi) {
  if (state_->depth != 8) {
    Report(mi, "returns with SP at CFA - 8 - " +
                   llvm::Twine(state_->depth - 8) + " (I3)");
  }
  const bool may_return_argument =
      mf_.getFunction().hasFnAttribute(kReturnsSretAttr);
  for (const MachineOperand& op : mi.all_uses()) {
    if (op.getReg() == roles_.stack_pointer) continue;
    if (!Use(mi, ReadOperand(op)).clean() && !may_return_argument)
      Report(mi, "returns a stack address (I1)");
  }
}

const llvm::BitVector& FrameTransfer::ClobberedUnits(const MachineInstr& call) {
  const uint32_t* mask = nullptr;
  for (const MachineOperand& op : call.operands())
    if (op.isRegMask()) mask = op.getRegMask();
  auto [it, added] = clobbered_.try_emplace(mask);
  if (added) {
    it->second.resize(tri_.getNumRegUnits());
    for (unsigned unit = 0; mask && unit < tri_.getNumRegUnits(); ++unit)
      for (llvm::MCRegUnitRootIterator root(unit, &tri_); root.isValid();
           ++root)
        if (MachineOperand::clobbersPhysReg(mask, *root)) it->second.set(unit);
  }
  return it->second;
}

int64_t FrameTransfer::RestOfObject(int64_t offset) const {
  const llvm::MachineFrameInfo& frame = mf_.getFrameInfo();
  for (int i = frame.getObjectIndexBegin(); i < frame.getObjectIndexEnd();
       ++i) {
    const int64_t begin = frame.getObjectOffset(i);
    if (!frame.isDeadObjectIndex(i) && begin <= offset &&
        offset < begin + frame.getObjectSize(i))
      return begin + frame.getObjectSize(i) - offset;
  }
  return 8;
}

}  // namespace pagurus
