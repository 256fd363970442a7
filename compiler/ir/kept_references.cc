// A call's callee may be native code, which no map describes: what it has been
// given stays alive until it returns.  The mark behind the call is a use of the
// reference like any other, so homing gives it a home.
//
// A plain pointer that has been made from a reference keeps nothing alive by
// itself.  Inlining and common subexpressions make it outlive the reference,
// where in the source each access had one: so the last access through it in
// each block, if it comes after a safepoint, has a mark behind it too.
#include "compiler/callees.h"
#include "compiler/ir/calls.h"
#include "compiler/ir/pointer_uses.h"
#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"

namespace pagurus {

namespace {

using llvm::CallBase;
using llvm::Function;
using llvm::Instruction;
using llvm::PHINode;
using llvm::SelectInst;
using llvm::Value;

// Of plain pointers: the references that they have been made from.
class Sources {
 public:
  explicit Sources(Function& f)
      : none_(llvm::ConstantPointerNull::get(
            llvm::PointerType::get(f.getContext(), kReferenceSpace))) {
    // What is computed from a cast.
    llvm::SmallVector<Value*, 16> work;
    for (Instruction& i : llvm::instructions(f)) {
      if (llvm::isa<llvm::AddrSpaceCastInst>(i) &&
          IsReference(i.getOperand(0)->getType())) {
        made_.insert(&i);
        work.push_back(&i);
      }
    }
    while (!work.empty()) {
      for (llvm::User* user : work.pop_back_val()->users()) {
        auto* i = llvm::dyn_cast<Instruction>(user);
        if (i != nullptr && PassesPointerOn(*i) && made_.insert(i)) {
          work.push_back(i);
        }
      }
    }
  }

  // The plain pointers, in the order in which they were found.
  llvm::ArrayRef<Value*> made() const { return made_.getArrayRef(); }

  // A reference that is there wherever `v` is; null if `v` is made from none.
  Value* Of(Value* v) {
    if (!made_.contains(v)) return none_;
    auto it = source_.find(v);
    if (it != source_.end()) return it->second;
    auto* i = llvm::cast<Instruction>(v);
    if (auto* phi = llvm::dyn_cast<PHINode>(i)) {
      auto* merged =
          PHINode::Create(none_->getType(), phi->getNumIncomingValues(),
                          "source", phi->getIterator());
      source_[v] = merged;
      for (unsigned n = 0; n < phi->getNumIncomingValues(); ++n) {
        merged->addIncoming(Of(phi->getIncomingValue(n)),
                            phi->getIncomingBlock(n));
      }
      return merged;
    }
    Value* source;
    if (auto* select = llvm::dyn_cast<SelectInst>(i)) {
      Value* if_true = Of(select->getTrueValue());
      Value* if_false = Of(select->getFalseValue());
      source = SelectInst::Create(select->getCondition(), if_true, if_false,
                                  "source", select->getIterator());
    } else {
      source = made_.contains(i->getOperand(0)) ? Of(i->getOperand(0))
                                                : i->getOperand(0);
    }
    source_[v] = source;
    return source;
  }

 private:
  Value* const none_;
  llvm::SetVector<Value*> made_;
  llvm::DenseMap<Value*, Value*> source_;
};

// The pointer that `reference` has been computed from by arithmetic alone.
Value* WithoutArithmetic(Value* reference) {
  while (auto* gep = llvm::dyn_cast<llvm::GetElementPtrInst>(reference)) {
    reference = gep->getPointerOperand();
  }
  return reference;
}

void KeepBehind(Instruction& user, Value* reference) {
  reference = WithoutArithmetic(reference);
  if (llvm::isa<llvm::Constant>(reference)) return;
  llvm::IRBuilder<> b(user.getNextNode());
  b.SetCurrentDebugLocation(llvm::DebugLoc());
  auto* type =
      llvm::FunctionType::get(b.getVoidTy(), {reference->getType()}, false);
  b.CreateCall(type, llvm::InlineAsm::get(type, kKeepMarker, "r", true),
               {reference});
}

// True if `use` of a pointer accesses what it points to (or may: a routine
// that is no safepoint, inline assembly, an integer that comes back).
bool MayAccess(const llvm::Use& use) {
  const auto& user = *llvm::cast<Instruction>(use.getUser());
  if (user.isTerminator() || PassesPointerOn(user) || IsSafepoint(user) ||
      user.isLifetimeStartOrEnd()) {
    return false;
  }
  if (llvm::isa<llvm::StoreInst>(user)) return use.getOperandNo() == 1;
  return !llvm::isa<llvm::ICmpInst>(user);
}

// Marks behind the accesses through plain pointers.
void KeepAccessed(Function& f, Sources& sources) {
  const SafepointMap safepoints(f);
  if (safepoints.empty()) return;
  // Of each reference the last access in each block.
  llvm::MapVector<std::pair<Value*, llvm::BasicBlock*>, Instruction*> last;
  for (Value* pointer : sources.made()) {
    for (llvm::Use& use : pointer->uses()) {
      if (!MayAccess(use)) continue;
      auto* user = llvm::cast<Instruction>(use.getUser());
      Value* reference = WithoutArithmetic(sources.Of(pointer));
      if (llvm::isa<llvm::Constant>(reference)) continue;
      Instruction*& at = last[{reference, user->getParent()}];
      if (at == nullptr || at->comesBefore(user)) at = user;
    }
  }
  for (auto& [where, user] : last) {
    LiveRange range(safepoints, where.first, f);
    range.AddUse(user);
    if (range.Separated(user)) KeepBehind(*user, where.first);
  }
}

}  // namespace

void KeepArguments(Function& f, Refusals& refusals) {
  llvm::SmallVector<CallBase*, 16> calls;
  for (Instruction& i : llvm::instructions(f)) {
    if (IsSafepoint(i) && !IsPoll(i)) calls.push_back(llvm::cast<CallBase>(&i));
  }
  Sources sources(f);
  for (CallBase* call : calls) {
    const bool exact = ExactCallee(*call) != nullptr;
    llvm::SmallSetVector<Value*, 4> kept;
    for (Value* argument : call->args()) {
      if (IsReference(argument->getType())) {
        // A managed callee of this module keeps it as long as it needs it.
        if (!exact) kept.insert(argument);
      } else if (argument->getType()->isPointerTy()) {
        kept.insert(sources.Of(argument));
      }
    }
    auto* ci = llvm::cast<llvm::CallInst>(call);
    for (Value* reference : kept) {
      if (llvm::isa<llvm::Constant>(reference)) continue;
      if (ci->isMustTailCall()) {
        refusals.Add(*call,
                     "musttail call with a pointer made from a reference, "
                     "which nobody would keep alive");
        break;
      }
      KeepBehind(*call, reference);
    }
  }
  KeepAccessed(f, sources);
}

}  // namespace pagurus
