// The optimiser copies what a small structure holds as an integer: an 8-byte
// memcpy becomes a load and a store of i64, and when the structure is promoted
// the integer lives on in a register, across calls and out of the collector's
// sight.
//
// What is only loaded, merged and stored is a copy, and a copy can be of a
// reference.  In modules that have references it becomes one: nothing is lost
// if it was an integer, because marking looks at any word.
//
//     %v = load i64, ptr %p                %v = load ptr addrspace(1), ptr %p
//     call void @gc()              ->      call void @gc()
//     store i64 %v, ptr %q                 store ptr addrspace(1) %v, ptr %q
//
// Values that phis, selects and the like connect change their type together or
// not at all.  Where one of them becomes a reference by inttoptr, it was one
// all the time, whatever else is done with it; but its source has to be memory
// or a reference, or else RefuseReferences will say what is wrong with it.
#include <vector>

#include "compiler/ir/copied_words.h"
#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

namespace pagurus {

namespace {

using llvm::Function;
using llvm::Instruction;
using llvm::Type;
using llvm::Use;
using llvm::Value;

// Values that change their type together.
class Copy {
 public:
  // Everything that is connected with `start`.
  explicit Copy(Value* start) {
    Reach(start);
    for (unsigned i = 0; i < members_.size(); ++i) {
      auto* member = llvm::cast<Instruction>(members_[i]);
      if (!llvm::isa<llvm::LoadInst>(member)) {
        ForEachConnected(*member, [&](Use& use) { Reach(use); });
      }
      for (Use& use : member->uses()) Follow(use);
    }
  }

  const llvm::SetVector<Value*>& members() const { return members_; }

  bool OfLocal() const { return of_local_; }

  bool IsReference() const {
    return possible_ && (made_reference_ || (stored_ && !computed_with_)) &&
           !llvm::all_of(members_, IsAtomicWord);
  }

  void Retype() {
    for (Value* v : members_) Create(*llvm::cast<Instruction>(v));
    for (Value* v : members_) {
      if (IsSource(v) || llvm::isa<llvm::LoadInst>(v)) continue;
      auto* made = llvm::cast<Instruction>(retyped_[v]);
      auto* old = llvm::cast<Instruction>(v);
      ForEachConnected(*old, [&](Use& use) {
        made->setOperand(use.getOperandNo(), Of(use));
      });
    }
    for (Value* v : members_) ReplaceUses(*v);
    for (Value* v : members_) {
      if (IsSource(v)) continue;
      v->replaceAllUsesWith(llvm::PoisonValue::get(v->getType()));
      llvm::cast<Instruction>(v)->eraseFromParent();
    }
  }

 private:
  // Stays as it is; the reference is beside it.
  static bool IsSource(const Value* v) {
    return ConvertsReference(v) || IsAtomicWord(v);
  }

  void Reach(Value* v) {
    if (llvm::isa<llvm::ConstantInt, llvm::UndefValue>(v)) {
      auto* number = llvm::dyn_cast<llvm::ConstantInt>(v);
      possible_ &= number == nullptr || number->isZero() ||
                   (v->getType()->isIntegerTy() && IsWords(v->getType()));
      return;
    }
    if (auto* constant = llvm::dyn_cast<llvm::Constant>(v)) {
      possible_ &= constant->isNullValue();
      return;
    }
    auto* i = llvm::dyn_cast<Instruction>(v);
    if (i == nullptr) {
      possible_ = false;
      return;
    }
    bool connects = false;
    ForEachConnected(*i, [&](Use&) { connects = true; });
    if (!connects && !llvm::isa<llvm::LoadInst>(i) && !IsSource(i)) {
      possible_ = false;
      return;
    }
    if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(i)) {
      computed_with_ |= IsCertainInteger(*load);
      of_local_ |= IsLocal(load->getPointerOperand());
    }
    possible_ &= Retyped(v->getType()) != nullptr;
    members_.insert(v);
  }

  void Follow(Use& use) {
    auto* user = llvm::cast<Instruction>(use.getUser());
    if (Connects(use)) {
      Reach(user);
      return;
    }
    // What else is done with the integer beside a reference tells nothing.
    if (IsSource(use) && !llvm::isa<llvm::StoreInst>(user)) return;
    const bool words = IsWords(use->getType());
    possible_ &= words || llvm::isa<llvm::StoreInst>(user);
    switch (user->getOpcode()) {
      case Instruction::Store:
        stored_ = true;
        of_local_ |=
            IsLocal(llvm::cast<llvm::StoreInst>(user)->getPointerOperand());
        return;
      case Instruction::IntToPtr:
        if (user->getType() == Retyped(use->getType())) {
          made_reference_ = true;
        } else {
          computed_with_ = true;
        }
        return;
      case Instruction::ICmp:
      case Instruction::AtomicCmpXchg:
        return;
      case Instruction::AtomicRMW:
        computed_with_ |= !IsAtomicWord(user);
        return;
      default:
        computed_with_ = true;
    }
  }

  // Copies are no proof that there is a reference.
  template <typename T>
  void Finish(T* made, const Instruction& old) {
    made->copyMetadata(old);
    made->setMetadata(llvm::LLVMContext::MD_range, nullptr);
    made->setDebugLoc(old.getDebugLoc());
    if (!made_reference_) {
      made->setMetadata(kCopyMetadata, llvm::MDNode::get(old.getContext(), {}));
    }
  }

  void Create(Instruction& old) {
    if (ConvertsReference(&old)) {
      retyped_[&old] = old.getOperand(0);
      return;
    }
    Type* type = Retyped(old.getType());
    if (IsAtomicWord(&old)) {
      auto* cast = new llvm::IntToPtrInst(&old, type);
      cast->insertAfter(&old);
      retyped_[&old] = cast;
      return;
    }
    if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&old)) {
      auto* made = new llvm::LoadInst(
          type, load->getPointerOperand(), "", load->isVolatile(),
          load->getAlign(), load->getOrdering(), load->getSyncScopeID(),
          load->getIterator());
      Finish(made, old);
      made->takeName(&old);
      retyped_[&old] = made;
      return;
    }
    // A clone with operands that are filled in when all are there.
    Value* made;
    const auto place = old.getIterator();
    auto poison = [&](unsigned operand) {
      return llvm::PoisonValue::get(
          Retyped(old.getOperand(operand)->getType()));
    };
    switch (old.getOpcode()) {
      case Instruction::PHI: {
        auto& phi = llvm::cast<llvm::PHINode>(old);
        auto* merged =
            llvm::PHINode::Create(type, phi.getNumIncomingValues(), "", place);
        for (llvm::BasicBlock* block : phi.blocks()) {
          merged->addIncoming(llvm::PoisonValue::get(type), block);
        }
        made = merged;
        break;
      }
      case Instruction::Select:
        made = llvm::SelectInst::Create(old.getOperand(0), poison(1), poison(2),
                                        "", place);
        break;
      case Instruction::Freeze:
        made = new llvm::FreezeInst(poison(0), "", place);
        break;
      case Instruction::ShuffleVector:
        made = new llvm::ShuffleVectorInst(
            poison(0), poison(1),
            llvm::cast<llvm::ShuffleVectorInst>(old).getShuffleMask(), "",
            place);
        break;
      case Instruction::InsertElement:
        made = llvm::InsertElementInst::Create(poison(0), poison(1),
                                               old.getOperand(2), "", place);
        break;
      default:
        made = llvm::ExtractElementInst::Create(poison(0), old.getOperand(1),
                                                "", place);
        break;
    }
    made->takeName(&old);
    retyped_[&old] = made;
  }

  Value* Of(Value* v) {
    Type* type = Retyped(v->getType());
    if (llvm::isa<llvm::PoisonValue>(v)) return llvm::PoisonValue::get(type);
    if (llvm::isa<llvm::UndefValue>(v)) return llvm::UndefValue::get(type);
    if (auto* constant = llvm::dyn_cast<llvm::Constant>(v)) {
      if (constant->isNullValue()) return llvm::Constant::getNullValue(type);
      return llvm::ConstantExpr::getIntToPtr(constant, type);
    }
    return retyped_.lookup(v);
  }

  // What is not connected: stores, casts, and what goes on with an integer.
  void ReplaceUses(Value& old) {
    for (Use& use : llvm::make_early_inc_range(old.uses())) {
      auto* user = llvm::cast<Instruction>(use.getUser());
      if (Connects(use)) continue;
      if (auto* store = llvm::dyn_cast<llvm::StoreInst>(user)) {
        auto* made = new llvm::StoreInst(
            Of(&old), store->getPointerOperand(), store->isVolatile(),
            store->getAlign(), store->getOrdering(), store->getSyncScopeID(),
            store->getIterator());
        Finish(made, *store);
        store->eraseFromParent();
      } else if (IsSource(&old)) {
        continue;
      } else if (user->getOpcode() == Instruction::IntToPtr &&
                 user->getType() == Retyped(old.getType())) {
        user->replaceAllUsesWith(Of(&old));
        for (auto& [from, to] : retyped_) {
          if (to == user) to = Of(&old);
        }
        user->eraseFromParent();
      } else {
        use.set(new llvm::PtrToIntInst(Of(&old), old.getType(), "",
                                       UsePoint(use)->getIterator()));
      }
    }
  }

  llvm::SetVector<Value*> members_;
  llvm::DenseMap<Value*, Value*> retyped_;
  bool possible_ = true;
  bool of_local_ = false;
  bool stored_ = false;
  bool made_reference_ = false;
  bool computed_with_ = false;
};

void RetypeCopies(Function& f, bool of_locals) {
  llvm::SetVector<Value*> starts;
  for (Instruction& i : llvm::instructions(f)) {
    if (i.getOpcode() == Instruction::IntToPtr && IsReference(i.getType())) {
      if (llvm::isa<Instruction>(i.getOperand(0))) {
        starts.insert(i.getOperand(0));
      }
    } else if ((llvm::isa<llvm::LoadInst>(i) &&
                Retyped(i.getType()) != nullptr) ||
               ConvertsReference(&i)) {
      starts.insert(&i);
    }
  }
  // Before any is changed: those that remain are still what they were.
  llvm::DenseSet<Value*> seen;
  std::vector<Copy> copies;
  for (Value* start : starts) {
    if (seen.contains(start)) continue;
    Copy copy(start);
    seen.insert(copy.members().begin(), copy.members().end());
    if (copy.IsReference() && (of_locals || !copy.OfLocal()))
      copies.push_back(std::move(copy));
  }
  for (Copy& copy : copies) copy.Retype();
  if (!copies.empty()) SplitReferenceVectors(f);
}

}  // namespace

void RetypeCopies(llvm::Module& m, bool of_locals) {
  if (!MentionsReferences(m)) return;
  for (Function& f : m) {
    if (IsManagedDefinition(f)) RetypeCopies(f, of_locals);
  }
}

}  // namespace pagurus
