#include "compiler/machine/entry_map_check.h"

#include <algorithm>
#include <optional>

#include "compiler/callees.h"
#include "compiler/machine/module_state.h"
#include "compiler/machine/x86_names.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace pagurus {
namespace {

using llvm::Argument;

// Where an argument comes in.
struct Place {
  enum Kind { kRegister, kStack, kUnknown };
  Kind kind = kUnknown;
  int64_t value = 0;  // number of the integer register; offset from the CFA
};

// Goes through the parameters in order.
class Counter {
 public:
  explicit Counter(const llvm::DataLayout& layout) : layout_(layout) {}

  Place Next(const Argument& a) {
    if (a.hasNestAttr()) return {};  // r10
    llvm::Type* type = a.getType();
    if (a.hasByValAttr()) {
      llvm::Type* value = a.getParamByValType();
      return Stack(layout_.getTypeAllocSize(value),
                   std::max(a.getParamAlign().valueOrOne(), llvm::Align(8)));
    }
    if (type->isPointerTy() ||
        (type->isIntegerTy() && type->getIntegerBitWidth() <= 64))
      return Integer();
    if (type->isFloatTy() || type->isDoubleTy() ||
        (type->isVectorTy() && layout_.getTypeSizeInBits(type) == 128 &&
         !type->getScalarType()->isIntegerTy(1)))
      return Vector(layout_.getTypeAllocSize(type));
    if (type->isX86_FP80Ty()) return Stack(16, llvm::Align(16));
    if (type->isIntegerTy(128) && integers_ + 2 <= kIntegers) {
      integers_ += 2;
      return {};
    }
    // A vector that may be split takes no integer register, an aggregate or a
    // wide integer may.
    if (!type->isVectorTy() || type->getScalarType()->isIntegerTy(1))
      integers_known_ = false;
    stack_known_ = false;
    return {};
  }

 private:
  static constexpr unsigned kIntegers = 6;
  static constexpr unsigned kVectors = 8;

  Place Integer() {
    if (!integers_known_) return {};
    if (integers_ < kIntegers) return {Place::kRegister, integers_++};
    return Stack(8, llvm::Align(8));
  }

  Place Vector(uint64_t size) {
    if (vectors_ < kVectors) {
      ++vectors_;
      return {};
    }
    return Stack(size, llvm::Align(size > 8 ? 16 : 8));
  }

  Place Stack(uint64_t size, llvm::Align align) {
    if (!stack_known_ || !integers_known_) return {};
    const uint64_t offset = llvm::alignTo(stack_, align);
    stack_ = llvm::alignTo(offset + size, 8);
    return {Place::kStack, static_cast<int64_t>(offset)};
  }

  const llvm::DataLayout& layout_;
  unsigned integers_ = 0;
  unsigned vectors_ = 0;
  uint64_t stack_ = 0;
  bool integers_known_ = true;
  bool stack_known_ = true;
};

llvm::SetVector<const llvm::Value*> MarkedArguments(const llvm::Function& f,
                                                    llvm::StringRef marker) {
  llvm::SetVector<const llvm::Value*> marked;
  for (const llvm::Instruction& i : f.getEntryBlock()) {
    const auto* call = llvm::dyn_cast<llvm::CallInst>(&i);
    if (!call || !call->isInlineAsm()) continue;
    const auto* text = llvm::cast<llvm::InlineAsm>(call->getCalledOperand());
    if (text->getAsmString() == marker) marked.insert(call->getArgOperand(0));
  }
  return marked;
}

std::string Describe(const Argument& a) {
  return a.hasName() ? ("'" + a.getName() + "'").str()
                     : "number " + std::to_string(a.getArgNo() + 1);
}

// Compares what the entry map says of the arguments that `marker` marks with
// where they come in.
void Verify(const llvm::MachineFunction& mf, llvm::StringRef marker,
            llvm::ArrayRef<llvm::MCRegister> named_registers,
            llvm::ArrayRef<int64_t> named_slots, ModuleState& result) {
  const llvm::Function& f = mf.getFunction();
  const X86Names& x86 = X86(mf);
  const unsigned order[] = {x86.RDI, x86.RSI, x86.RDX, x86.RCX, x86.R8, x86.R9};
  const llvm::TargetRegisterInfo& tri = *mf.getSubtarget().getRegisterInfo();
  auto refuse = [&](const llvm::Twine& reason) {
    result.Refuse(mf, llvm::DebugLoc(),
                  "frame verifier: the entry map " + reason + " (I1)");
  };
  auto name = [&](unsigned reg) {
    return "$" + llvm::StringRef(tri.getName(reg)).lower();
  };

  const auto marked = MarkedArguments(f, marker);
  llvm::SmallVector<unsigned, 6> registers;
  llvm::SmallVector<int64_t, 4> slots;
  size_t unknown = 0;
  Counter counter(f.getParent()->getDataLayout());
  for (const Argument& a : f.args()) {
    const Place place = counter.Next(a);
    if (!marked.contains(&a)) continue;
    switch (place.kind) {
      case Place::kRegister: {
        const unsigned reg = order[place.value];
        registers.push_back(reg);
        if (!llvm::is_contained(named_registers, reg))
          refuse("does not name argument " + Describe(a) + ", which comes in " +
                 name(reg));
        break;
      }
      case Place::kStack:
        slots.push_back(place.value);
        if (!llvm::is_contained(named_slots, place.value))
          refuse("does not name argument " + Describe(a) +
                 ", which comes on the stack at CFA + " +
                 llvm::Twine(place.value));
        break;
      case Place::kUnknown:
        ++unknown;
        break;
    }
  }
  // What is named without a reason known: as many as there are arguments whose
  // place is not known.
  size_t unexplained = 0;
  for (llvm::MCRegister reg : named_registers) {
    if (llvm::is_contained(registers, reg.id())) continue;
    if (++unexplained > unknown)
      refuse("names " + name(reg) + ", in which no tracked argument comes");
  }
  for (int64_t slot : named_slots) {
    if (llvm::is_contained(slots, slot)) continue;
    if (++unexplained > unknown)
      refuse("names the stack at CFA + " + llvm::Twine(slot) +
             ", where no tracked argument comes");
  }
  if (unexplained < unknown)
    refuse("names fewer places than there are tracked arguments");
}

}  // namespace

std::vector<std::string> VerifyEntryMap(const llvm::MachineFunction& mf,
                                        const FrameFacts& facts) {
  ModuleState result;
  Verify(mf, kEntryMarker, facts.entry_regs, facts.entry_stack_args, result);
  Verify(mf, kEntryReferenceMarker, facts.entry_ref_regs, facts.entry_ref_args,
         result);
  return std::move(result.refusals);
}

}  // namespace pagurus
