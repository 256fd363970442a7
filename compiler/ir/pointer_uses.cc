#include "compiler/ir/pointer_uses.h"

#include "arch/x86_64/offsets.h"
#include "compiler/callees.h"
#include "compiler/ir/calls.h"
#include "compiler/ir/normalise.h"
#include "compiler/ir/refuse.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"

namespace pagurus {

namespace {

using llvm::CallBase;
using llvm::Function;
using llvm::Instruction;
using llvm::Use;
using llvm::Value;

// Stacks end at addresses that are congruent modulo this (docs/abi.md).
constexpr uint64_t kStackTopModulus = PAG_STACK_TOP_ALIGN;

bool IsLowBitsMask(const Instruction& i, const Value& operand) {
  if (i.getOpcode() != Instruction::And) return false;
  const Value* other =
      i.getOperand(0) == &operand ? i.getOperand(1) : i.getOperand(0);
  const auto* mask = llvm::dyn_cast<llvm::ConstantInt>(other);
  return mask != nullptr && mask->getValue().ult(kStackTopModulus);
}

class Walk {
 public:
  explicit Walk(Value& root) : root_(root) {}

  PointerUses Run() {
    Push(&root_, /*inbounds=*/true);
    while (!work_.empty() && !result_.escape) {
      Value* v = work_.pop_back_val();
      const bool inbounds = seen_.lookup(v);
      for (Use& use : v->uses()) {
        Visit(use, inbounds);
        if (result_.escape) break;
      }
    }
    return std::move(result_);
  }

 private:
  // Visits `v` again when it turns out to be reachable by arithmetic that may
  // leave the object.
  void Push(Value* v, bool inbounds) {
    auto [it, inserted] = seen_.try_emplace(v, inbounds);
    if (!inserted) {
      if (inbounds || !it->second) return;
      it->second = false;
    }
    work_.push_back(v);
  }

  void Escapes(const Use& use, std::string reason) {
    result_.escape =
        Escape{llvm::cast<Instruction>(use.getUser()), std::move(reason)};
  }

  // True if the GEP's result is certain to stay inside the object.
  bool StaysInBounds(const llvm::GetElementPtrInst& gep, bool inbounds) {
    if (inbounds && gep.isInBounds()) return true;
    const auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&root_);
    if (alloca == nullptr) return false;
    const llvm::DataLayout& dl = gep.getModule()->getDataLayout();
    llvm::APInt offset(dl.getIndexTypeSizeInBits(gep.getType()), 0);
    if (gep.stripAndAccumulateConstantOffsets(dl, offset, true) != alloca) {
      return false;
    }
    const std::optional<llvm::TypeSize> size = alloca->getAllocationSize(dl);
    return size && !offset.isNegative() && offset.ule(size->getFixedValue());
  }

  void Visit(const Use& use, bool inbounds);
  void VisitCall(CallBase& call, const Use& use, bool inbounds);
  void VisitArgument(CallBase& call, const Use& use, bool inbounds);
  void VisitInlineAsm(CallBase& call, const Use& use);
  void VisitIntrinsic(llvm::IntrinsicInst& call, const Use& use);

  Value& root_;
  PointerUses result_;
  llvm::DenseMap<Value*, bool> seen_;  // value -> inbounds
  llvm::SmallVector<Value*, 16> work_;
};

void Walk::Visit(const Use& use, bool inbounds) {
  auto* user = llvm::cast<Instruction>(use.getUser());
  switch (user->getOpcode()) {
    case Instruction::Load:
    case Instruction::VAArg:
      return;
    case Instruction::Store:
      if (use.getOperandNo() == 0) Escapes(use, "address is stored to memory");
      return;
    case Instruction::AtomicRMW:
    case Instruction::AtomicCmpXchg:
      if (use.getOperandNo() != 0) {
        Escapes(use, "address is an operand of an atomic operation");
      }
      return;
    case Instruction::ICmp:
      return;
    case Instruction::GetElementPtr:
      if (!user->getType()->isPointerTy()) {
        Escapes(use, "address becomes part of a vector");
        return;
      }
      Push(user,
           StaysInBounds(*llvm::cast<llvm::GetElementPtrInst>(user), inbounds));
      return;
    case Instruction::PHI:
    case Instruction::Select:
    case Instruction::Freeze:
      if (!user->getType()->isPointerTy()) {
        Escapes(use, "address becomes part of a vector or aggregate");
        return;
      }
      Push(user, inbounds);
      return;
    case Instruction::PtrToInt:
      if (!HasOnlyHarmlessUses(*llvm::cast<llvm::PtrToIntInst>(user))) {
        Escapes(use, "address is converted to an integer");
      }
      return;
    case Instruction::Call:
      VisitCall(*llvm::cast<CallBase>(user), use, inbounds);
      return;
    case Instruction::Ret: {
      // The address that the caller passed goes back to it; NormaliseSignatures
      // has made sure that exact callers have no use for it.
      const auto* parameter = llvm::dyn_cast<llvm::Argument>(&root_);
      if (parameter == nullptr ||
          !user->getFunction()->hasFnAttribute(kReturnsSretAttr)) {
        Escapes(use, "address is returned");
      }
      return;
    }
    case Instruction::InsertValue:
    case Instruction::InsertElement:
      Escapes(use, "address becomes part of a vector or aggregate");
      return;
    default:
      Escapes(use, std::string("address is used by '") + user->getOpcodeName() +
                       "'");
      return;
  }
}

void Walk::VisitIntrinsic(llvm::IntrinsicInst& call, const Use& use) {
  switch (call.getIntrinsicID()) {
    case llvm::Intrinsic::lifetime_start:
    case llvm::Intrinsic::lifetime_end:
    case llvm::Intrinsic::memcpy:
    case llvm::Intrinsic::memcpy_inline:
    case llvm::Intrinsic::memmove:
    case llvm::Intrinsic::memset:
    case llvm::Intrinsic::memset_inline:
    case llvm::Intrinsic::prefetch:
    case llvm::Intrinsic::objectsize:
    case llvm::Intrinsic::vastart:
    case llvm::Intrinsic::vacopy:
    case llvm::Intrinsic::vaend:
      return;
    case llvm::Intrinsic::masked_load:
      if (use.getOperandNo() == 0) return;
      break;
    case llvm::Intrinsic::masked_store:
      if (use.getOperandNo() == 1) return;
      break;
    default:
      break;
  }
  Escapes(use, "address is passed to intrinsic '" +
                   call.getCalledFunction()->getName().str() + "'");
}

void Walk::VisitInlineAsm(CallBase& call, const Use& use) {
  const auto& text = *llvm::cast<llvm::InlineAsm>(call.getCalledOperand());
  const bool marker = text.getAsmString() == kEntryMarker ||
                      text.getAsmString() == kHomesMarker;
  // A memory operand is only accessed, unless the text takes its address.
  const bool memory =
      call.isArgOperand(&use) &&
      call.getParamElementType(call.getArgOperandNo(&use)) != nullptr &&
      !AsmMentions(text.getAsmString(), "lea") &&
      !AsmMentions(text.getAsmString(), "leaq") &&
      !AsmMentions(text.getAsmString(), "leal");
  if (!marker && !memory) {
    Escapes(use, "address is an operand of inline assembly");
  }
}

void Walk::VisitCall(CallBase& call, const Use& use, bool inbounds) {
  if (call.isInlineAsm()) {
    VisitInlineAsm(call, use);
  } else if (auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&call)) {
    VisitIntrinsic(*intrinsic, use);
  } else if (!call.isArgOperand(&use)) {
    Escapes(use, call.isCallee(&use) ? "address is called"
                                     : "address is in an operand bundle");
  } else {
    VisitArgument(call, use, inbounds);
  }
}

void Walk::VisitArgument(CallBase& call, const Use& use, bool inbounds) {
  const unsigned n = call.getArgOperandNo(&use);
  if (call.isByValArgument(n)) return;  // read during the call's set-up
  if (LeafRoutineCalled(call) != nullptr) {
    // Their results have been replaced by their arguments (NormaliseBody).
    if (!call.use_empty() && call.getType()->isPointerTy()) {
      Escapes(use, "address is returned by '" +
                       NamedCallee(call)->getName().str() + "'");
    }
    return;
  }
  const Function* named = NamedCallee(call);
  if (named == nullptr) {
    Escapes(use, "address is passed to a function pointer");
    return;
  }
  if (KeepsNoAddress(call, n)) return;
  const std::string passed =
      "address is passed to '" + named->getName().str() + "'";
  Function* callee = ExactCallee(call);
  if (callee == nullptr) {
    if (!IsManagedDefinition(*named)) {
      Escapes(use, passed + " (native or unknown function)");
    } else if (named->isVarArg()) {
      Escapes(use, passed + " (variadic function)");
    } else if (!named->hasExactDefinition()) {
      Escapes(use, passed + ", whose definition the linker may replace");
    } else {
      Escapes(use, passed + " with another type than its own");
    }
    return;
  }
  llvm::Argument* parameter = callee->getArg(n);
  if (!inbounds) {
    // The callee's map can only name a pointer that the mover recognises.
    Escapes(use, passed + " after arithmetic that may leave the object");
  } else if (parameter->hasNestAttr()) {
    Escapes(use, passed + " as a static chain");
  } else if (callee->hasFnAttribute(kReturnsSretAttr) && !call.use_empty()) {
    Escapes(use, passed + ", which returns it");
  } else {
    result_.flows.push_back({&call, parameter});
  }
}

}  // namespace

PointerUses ClassifyUses(Value& root) { return Walk(root).Run(); }

bool PassesPointerOn(const Instruction& i) {
  switch (i.getOpcode()) {
    case Instruction::GetElementPtr:
    case Instruction::PHI:
    case Instruction::Select:
    case Instruction::Freeze:
      return i.getType()->isPointerTy();
    default:
      return false;
  }
}

namespace {

// True if both are addresses in one object, whichever way they were computed.
bool SameObject(const Value& a, const Value& b) {
  const auto* to_int_a = llvm::dyn_cast<llvm::PtrToIntInst>(&a);
  const auto* to_int_b = llvm::dyn_cast<llvm::PtrToIntInst>(&b);
  if (to_int_a == nullptr || to_int_b == nullptr) return false;
  auto object = [](const llvm::PtrToIntInst& cast) -> const Value* {
    llvm::SmallVector<const Value*, 2> objects;
    llvm::getUnderlyingObjects(cast.getPointerOperand(), objects,
                               /*LI=*/nullptr, /*MaxLookup=*/0);
    return objects.size() == 1 ? objects[0] : nullptr;
  };
  const Value* of_a = object(*to_int_a);
  return of_a != nullptr && of_a == object(*to_int_b);
}

// True if the number `difference`, of addresses in what may be two objects of
// which only one moves, serves as nothing but a distance: it is compared, or
// indexes into an object without leaving it.  A program that kept it could use
// it later to get from one object to the other (a self-relative pointer).
bool IsOnlyADistance(const Instruction& difference) {
  llvm::SmallVector<const Instruction*, 8> work = {&difference};
  llvm::SmallPtrSet<const Instruction*, 8> seen;
  while (!work.empty()) {
    const Instruction* number = work.pop_back_val();
    if (!seen.insert(number).second) continue;
    for (const llvm::User* user : number->users()) {
      const auto& i = *llvm::cast<Instruction>(user);
      switch (i.getOpcode()) {
        case Instruction::ICmp:
          break;
        case Instruction::GetElementPtr:
          if (!llvm::cast<llvm::GetElementPtrInst>(i).isInBounds()) {
            return false;
          }
          break;
        case Instruction::PHI:
        case Instruction::Trunc:
        case Instruction::SExt:
        case Instruction::ZExt:
          work.push_back(&i);
          break;
        case Instruction::Shl:
        case Instruction::LShr:
        case Instruction::AShr:
        case Instruction::SDiv:
        case Instruction::UDiv:
        case Instruction::And:
        case Instruction::Add:
        case Instruction::Mul:
          if (!llvm::isa<llvm::ConstantInt>(i.getOperand(1))) return false;
          work.push_back(&i);
          break;
        default:
          return false;
      }
    }
  }
  return true;
}

}  // namespace

bool HasOnlyHarmlessUses(const llvm::PtrToIntInst& cast) {
  if (!cast.getType()->isIntegerTy()) return false;
  for (const llvm::User* user : cast.users()) {
    const auto& i = *llvm::cast<Instruction>(user);
    switch (i.getOpcode()) {
      case Instruction::Sub:
        if (!llvm::isa<llvm::PtrToIntInst>(i.getOperand(0)) ||
            !llvm::isa<llvm::PtrToIntInst>(i.getOperand(1)) ||
            (!SameObject(*i.getOperand(0), *i.getOperand(1)) &&
             !IsOnlyADistance(i))) {
          return false;
        }
        break;
      case Instruction::ICmp: {
        const Value* other =
            i.getOperand(0) == &cast ? i.getOperand(1) : i.getOperand(0);
        if (!llvm::isa<llvm::PtrToIntInst, llvm::ConstantInt>(other)) {
          return false;
        }
        break;
      }
      case Instruction::And:
        if (!IsLowBitsMask(i, cast)) return false;
        break;
      case Instruction::Trunc:
        for (const llvm::User* u : i.users()) {
          if (!IsLowBitsMask(*llvm::cast<Instruction>(u), i)) return false;
        }
        break;
      default:
        return false;
    }
  }
  return true;
}

}  // namespace pagurus
