#include "compiler/machine/frame_transfer.h"

#include <algorithm>

#include "compiler/callees.h"
#include "compiler/ir/normalise.h"
#include "compiler/machine/call_kind.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InlineAsm.h"

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
    const ByteRange range = {begin, begin + frame.getObjectSize(i)};
    if (homes_.Overlaps(range)) continue;
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
  if (kind == CallKind::kLeaf && CalleeSymbol(mi).starts_with("mem") &&
      CalleeSymbol(mi) != "memcmp")
    result = ReadRegister(roles_.first_argument);  // they return it
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
