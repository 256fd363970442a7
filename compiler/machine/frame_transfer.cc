#include "compiler/machine/frame_transfer.h"

#include <algorithm>

#include "compiler/machine/call_kind.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"

namespace pagurus {

using llvm::MachineInstr;
using llvm::MachineOperand;

FrameTransfer::FrameTransfer(const llvm::MachineFunction& mf,
                             const FrameFacts& facts)
    : mf_(mf),
      facts_(facts),
      tri_(*mf.getSubtarget().getRegisterInfo()),
      roles_(Roles(mf)) {
  const int64_t sp = -8 - facts.frame_size;
  homes_.begin = sp + facts.homes_sp_offset;
  homes_.end = homes_.begin + 8 * int64_t{facts.nhomes};
  const llvm::MachineFrameInfo& frame = mf.getFrameInfo();
  outgoing_ = {sp, sp};
  if (frame.isMaxCallFrameSizeComputed())
    outgoing_.end += frame.getMaxCallFrameSize();
  for (int i = 0; i < frame.getObjectIndexEnd(); ++i) {
    if (frame.isDeadObjectIndex(i) || frame.isVariableSizedObjectIndex(i) ||
        frame.isSpillSlotObjectIndex(i))
      continue;
    const int64_t begin = frame.getObjectOffset(i);
    ByteRange range = {begin, begin + frame.getObjectSize(i)};
    // Behind the homes, in the same object, are those of references, of which
    // the mover knows nothing.
    if (homes_.Overlaps(range)) range.begin = homes_.end;
    if (range.begin >= range.end) continue;
    objects_.push_back(range);
    if (frame.getObjectAllocation(i)) locals_.push_back(range);
  }
}

AbstractState FrameTransfer::AtEntry() const {
  AbstractState state(tri_);
  for (llvm::MCRegister reg : facts_.entry_regs)
    state.Write(reg, kPointerValue);
  return state;
}

void FrameTransfer::Apply(const MachineInstr& mi, AbstractState& state,
                          std::vector<Violation>* violations) {
  state_ = &state;
  violations_ = violations;
  if (mi.isImplicitDef()) return WriteOutputs(mi, kCleanValue);
  if (mi.isMetaInstruction() || mi.isPosition()) return;
  if (mi.isInlineAsm()) return ApplyInlineAsm(mi);
  if (mi.isCall()) return ApplyCall(mi);
  if (mi.isReturn()) return ApplyReturn(mi);
  if (IsPush(mi)) return ApplyPush(mi);
  const std::optional<int64_t> change = DepthChange(mi);
  if (!change) {
    return Report(mi,
                  "changes the stack pointer in a way that cannot be "
                  "followed (I3)");
  }
  if (IsPop(mi)) return ApplyPop(mi);
  if (*change != 0) return ChangeDepth(*change);
  ApplyOrdinary(mi);
}

// --- Instructions ------------------------------------------------------------

void FrameTransfer::ApplyOrdinary(const MachineInstr& mi) {
  const DataFlow flow = ClassifyDataFlow(mi);
  if (flow == DataFlow::kNothing) return;
  if (flow == DataFlow::kStringMove || flow == DataFlow::kStringFill)
    return ApplyString(mi, flow);
  if (IsZeroIdiom(mi)) return WriteOutputs(mi, kCleanValue);

  const bool reads = ReadsMemory(mi);
  const bool writes = WritesMemory(mi);
  std::optional<MemoryReference> reference = MemoryReferenceOf(mi);
  Address address;
  if (reference) address = AddressOf(*reference);

  // In the order of the operands, which is that of the operation.
  llvm::SmallVector<StackValue, 4> inputs;
  for (unsigned i = 0; i < mi.getNumExplicitOperands(); ++i) {
    if (reference && reference->Includes(i)) {
      if (static_cast<int>(i) != reference->first) continue;
      if (!reads && !writes) {
        inputs.push_back(address.value);  // LEA
        continue;
      }
      address.value = Use(mi, address.value);
      if (reads) inputs.push_back(Load(mi, address, WidthOf(mi)));
      continue;
    }
    const MachineOperand& op = mi.getOperand(i);
    if (op.isReg() && op.isUse() && op.getReg())
      inputs.push_back(ReadOperand(op));
  }
  if (flow == DataFlow::kMix)
    for (llvm::MCPhysReg reg : mi.getDesc().implicit_uses())
      inputs.push_back(ReadRegister(reg));

  // A stale value may be carried about, but nothing may depend on it.
  if (flow != DataFlow::kCopy)
    for (StackValue& input : inputs) input = Use(mi, input);

  StackValue result;
  switch (flow) {
    case DataFlow::kCopy:
      for (StackValue input : inputs) result = Join(result, input);
      break;
    case DataFlow::kSum:
      for (StackValue input : inputs) result = Sum(result, input);
      break;
    case DataFlow::kDifference:
      if (!inputs.empty()) result = inputs[0];
      if (inputs.size() > 1) result = Difference(inputs[0], inputs[1]);
      break;
    case DataFlow::kNegate:
      for (StackValue input : inputs) result = Negate(input);
      break;
    case DataFlow::kLowBits:
      for (StackValue input : inputs) result = Join(result, input);
      switch (EffectOnLowBits(mi)) {
        case LowBits::kClean:
          // The low bits of something mixed may be high bits of an address.
          if (result.kind != StackValue::kMixed) result = kCleanValue;
          break;
        case LowBits::kUnchanged:
          break;
        case LowBits::kMix:
          result = Mix(result, result);
          break;
      }
      break;
    case DataFlow::kCompare:
      break;
    default:
      for (StackValue input : inputs) result = Mix(result, input);
      break;
  }
  if (writes) {
    if (reference) {
      Store(mi, address, WidthOf(mi), result);
    } else if (!result.clean()) {
      Report(mi,
             "stores a stack address in a way that the verifier does not "
             "know (I1)");
    }
  } else if (!result.clean() &&
             llvm::none_of(mi.all_defs(), [&](const MachineOperand& op) {
               return !roles_.not_followed[op.getReg()];
             })) {
    Report(mi,
           "does something to a stack address that the verifier does not "
           "know (I1)");
  }
  WriteOutputs(mi, result);
}

void FrameTransfer::ApplyString(const MachineInstr& mi, DataFlow flow) {
  // The addresses remain pointers to where they pointed, the count is used up.
  Use(mi, ReadRegister(roles_.string_destination));
  StackValue stored;
  if (flow == DataFlow::kStringFill) {
    stored = Use(mi, ReadRegister(roles_.result));
  } else if (!Use(mi, ReadRegister(roles_.string_source)).clean()) {
    stored = Use(mi, LoadFromObjects());
  }
  if (!stored.clean())
    Report(mi, "stores a stack address outside of a home (I1)");
}

void FrameTransfer::ApplyPush(const MachineInstr& mi) {
  StackValue value;
  const MachineOperand& op = mi.getOperand(0);
  if (op.isReg()) value = ReadOperand(op);
  ChangeDepth(8);
  state_->slots.Store({-state_->depth, -state_->depth + 8}, value);
}

void FrameTransfer::ApplyPop(const MachineInstr& mi) {
  const Address top = {Address::kSlot, -state_->depth, kPointerValue};
  const StackValue value = Load(mi, top, {8, 8});
  ChangeDepth(-8);
  WriteOutputs(mi, value);
}

void FrameTransfer::ChangeDepth(int64_t change) {
  state_->depth += change;
  // What lies below SP is gone.
  const int64_t sp = -state_->depth;
  if (change < 0) state_->slots.Store({sp + change, sp}, kCleanValue);
}

// --- Registers and memory ----------------------------------------------------

StackValue FrameTransfer::ReadOperand(const MachineOperand& op) const {
  if (op.isUndef() || !op.getReg()) return kCleanValue;
  return ReadRegister(op.getReg());
}

StackValue FrameTransfer::ReadRegister(llvm::MCRegister reg) const {
  if (tri_.isSubRegisterEq(roles_.stack_pointer, reg)) return kPointerValue;
  if (roles_.not_followed[reg]) return kCleanValue;
  const StackValue value = state_->Read(reg);
  if (roles_.low_byte[reg] && value.fresh() && value.kind != StackValue::kMixed)
    return kCleanValue;
  if (roles_.high_byte[reg]) return Mix(value, value);
  return value;
}

void FrameTransfer::WriteOutputs(const MachineInstr& mi, StackValue value) {
  for (const MachineOperand& op : mi.all_defs())
    if (op.getReg() && !roles_.not_followed[op.getReg()])
      state_->Write(op.getReg(), value);
}

FrameTransfer::Address FrameTransfer::AddressOf(
    const MemoryReference& reference) const {
  const StackValue base = ReadOperand(reference.base);
  StackValue index = ReadOperand(reference.index);
  if (reference.scale != 1) index = Mix(index, index);
  Address address;
  address.value = Sum(base, index);
  if (reference.base.getReg() == roles_.stack_pointer) {
    address.place = Address::kFrame;
    if (!reference.index.getReg() && !reference.segment.getReg() &&
        reference.displacement.isImm()) {
      address.place = Address::kSlot;
      address.offset = reference.displacement.getImm() - state_->depth;
    }
  } else if (!address.value.clean()) {
    address.place = Address::kThrough;
  }
  return address;
}

StackValue FrameTransfer::Load(const MachineInstr& mi, const Address& address,
                               AccessWidth width) {
  switch (address.place) {
    case Address::kSlot: {
      const ByteRange range = {address.offset, address.offset + width.possible};
      if (range.begin < -state_->depth)
        Report(mi, "reads memory below the stack pointer (I3)");
      const StackValue value = state_->slots.Load(range);
      return OverlapsRewritten(range) ? Join(value, kPointerValue) : value;
    }
    case Address::kFrame:
    case Address::kThrough:
      return LoadFromObjects();
    case Address::kElsewhere:
      return kCleanValue;
  }
}

// Arithmetic within the bounds of an object never reaches a spill slot or a
// home.
StackValue FrameTransfer::LoadFromObjects() const {
  StackValue value;
  for (const FrameSlots::Slot& slot : state_->slots.slots())
    for (ByteRange object : objects_)
      if (object.Overlaps(slot.range)) value = Join(value, slot.value);
  return value;
}

void FrameTransfer::Store(const MachineInstr& mi, const Address& address,
                          AccessWidth width, StackValue value) {
  if (address.place != Address::kSlot) {
    if (!Use(mi, value).clean())
      Report(mi, "stores a stack address outside of a home (I1)");
    return;
  }
  const int64_t begin = address.offset;
  const ByteRange certain = {begin, begin + width.certain};
  const ByteRange possible = {begin, begin + width.possible};
  if (begin < -state_->depth)
    Report(mi, "writes memory below the stack pointer (I3)");
  if (value.clean()) return state_->slots.Store(certain, value);
  if (IsRewritten(possible)) {
    Use(mi, value);
    return;
  }
  // The callee will use it.
  if (outgoing_.Overlaps(possible)) value = Use(mi, value);
  if (width.certain == width.possible) {
    state_->slots.Store(certain, value);
  } else {
    state_->slots.MayStore(possible, value);
  }
}

bool FrameTransfer::IsRewritten(ByteRange range) const {
  return homes_.Contains(range) ||
         llvm::any_of(facts_.entry_stack_args, [&](int64_t offset) {
           return ByteRange{offset, offset + 8}.Contains(range);
         });
}

bool FrameTransfer::OverlapsRewritten(ByteRange range) const {
  return homes_.Overlaps(range) ||
         llvm::any_of(facts_.entry_stack_args, [&](int64_t offset) {
           return ByteRange{offset, offset + 8}.Overlaps(range);
         });
}

// --- Complaints --------------------------------------------------------------

StackValue FrameTransfer::Use(const MachineInstr& mi, StackValue value) {
  if (!value.stale()) return value;
  const MachineInstr& call = *safepoints_[value.safepoint];
  std::string reason = "uses a stack address from before the call of " +
                       CalleeSymbol(call).str();
  if (const llvm::DebugLoc& where = call.getDebugLoc())
    reason += " in line " + std::to_string(where.getLine());
  Report(mi, reason + ", during which the stack may have moved (I1)");
  return kCleanValue;
}

void FrameTransfer::Report(const MachineInstr& mi, const llvm::Twine& reason) {
  if (violations_) violations_->push_back({&mi, reason.str()});
}

}  // namespace pagurus
