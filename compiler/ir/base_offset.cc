#include "compiler/ir/base_offset.h"

#include "compiler/ir/pointer_uses.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/Analysis/Utils/Local.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace pagurus {

using llvm::BasicBlock;
using llvm::Function;
using llvm::GetElementPtrInst;
using llvm::Instruction;
using llvm::PHINode;
using llvm::SelectInst;
using llvm::Value;

namespace {

// The pointers that a phi or select chooses from.
llvm::SmallVector<Value*, 8> Choices(Instruction* i) {
  if (auto* phi = llvm::dyn_cast<PHINode>(i)) {
    return llvm::SmallVector<Value*, 8>(phi->incoming_values());
  }
  auto* select = llvm::cast<SelectInst>(i);
  return {select->getTrueValue(), select->getFalseValue()};
}

bool IsMerge(const Instruction* i) {
  return llvm::isa<PHINode>(i) || llvm::isa<SelectInst>(i);
}

bool IsZero(const Value* v) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(v);
  return constant != nullptr && constant->isZero();
}

}  // namespace

BaseOffset::BaseOffset(Function& f, llvm::ArrayRef<Value*> roots)
    : f_(f), dominators_(f), roots_(roots.begin(), roots.end()) {
  CollectDerived(roots);
  FindBases();
  FindOwnBases();
}

void BaseOffset::CollectDerived(llvm::ArrayRef<Value*> roots) {
  llvm::SmallVector<Value*, 16> work(roots);
  while (!work.empty()) {
    for (llvm::User* user : work.pop_back_val()->users()) {
      auto* i = llvm::dyn_cast<Instruction>(user);
      if (i != nullptr && PassesPointerOn(*i) &&
          base_.try_emplace(i, nullptr).second) {
        work.push_back(i);
      }
    }
  }
  if (base_.empty()) return;
  for (BasicBlock* block : llvm::ReversePostOrderTraversal<Function*>(&f_)) {
    for (Instruction& i : *block) {
      if (base_.count(&i) != 0) derived_.insert(&i);
    }
  }
}

// The base of an operand: null if it may be any (undef) or is not known yet.
Value* BaseOffset::Lookup(Value* v) const {
  if (llvm::isa<llvm::UndefValue>(v)) return nullptr;
  auto it = base_.find(v);
  // Roots, and pointers that have nothing to do with the stack.
  return it == base_.end() ? v : it->second;
}

Value* BaseOffset::Meet(Instruction* i) const {
  Value* common = nullptr;
  for (Value* choice : Choices(i)) {
    Value* base = Lookup(choice);
    if (base == nullptr || base == common) continue;
    if (common != nullptr) return i;
    common = base;
  }
  // A base that is defined anew whenever this phi is, in its own block, is
  // not the one that the value from the previous iteration was made from.
  auto* definition = llvm::dyn_cast_or_null<Instruction>(common);
  if (definition != nullptr && llvm::isa<PHINode>(i) &&
      !dominators_.properlyDominates(definition->getParent(), i->getParent())) {
    return i;
  }
  return common;
}

void BaseOffset::FindBases() {
  bool changed = true;
  while (changed) {
    changed = false;
    for (Instruction* i : derived_) {
      Value*& base = base_[i];
      if (base == i) continue;  // merged bases stay so: the lattice is finite
      Value* now = IsMerge(i) ? Meet(i) : Lookup(i->getOperand(0));
      if (now == base || now == nullptr) continue;
      base = now;
      changed = true;
    }
  }
}

// A merged base whose choices are all bases themselves is its own base, with
// offset 0; for others Base() inserts a phi of the bases beside it.
void BaseOffset::FindOwnBases() {
  for (Instruction* i : derived_) {
    if (base_[i] == i) identity_.insert(i);
  }
  bool changed = true;
  while (changed) {
    changed = false;
    for (Instruction* i : derived_) {
      if (!identity_.contains(i)) continue;
      for (Value* choice : Choices(i)) {
        if (IsDerived(choice) && !identity_.contains(choice)) {
          identity_.erase(i);
          changed = true;
          break;
        }
      }
    }
  }
  for (Instruction* i : derived_) {
    if (identity_.contains(i)) merged_bases_.insert(i);
  }
}

Value* BaseOffset::Base(Value* v) {
  if (!IsDerived(v)) return v;
  Value* base = base_[v];
  if (base == nullptr) return llvm::PoisonValue::get(v->getType());
  if (!IsDerived(base) || identity_.contains(base)) return base;
  return MergedBase(llvm::cast<Instruction>(base));
}

Value* BaseOffset::MergedBase(Instruction* i) {
  auto it = merged_value_.find(i);
  if (it != merged_value_.end()) return it->second;
  if (auto* phi = llvm::dyn_cast<PHINode>(i)) {
    auto* merged =
        Inserted(PHINode::Create(phi->getType(), phi->getNumIncomingValues(),
                                 "base", phi->getIterator()));
    merged_value_[i] = merged;
    merged_bases_.insert(merged);
    for (unsigned n = 0; n < phi->getNumIncomingValues(); ++n) {
      merged->addIncoming(Base(phi->getIncomingValue(n)),
                          phi->getIncomingBlock(n));
    }
    return merged;
  }
  auto* select = llvm::cast<SelectInst>(i);
  Value* if_true = Base(select->getTrueValue());
  Value* if_false = Base(select->getFalseValue());
  auto* merged =
      Inserted(SelectInst::Create(select->getCondition(), if_true, if_false,
                                  "base", select->getIterator()));
  merged_value_[i] = merged;
  merged_bases_.insert(merged);
  return merged;
}

// True if `v`'s own pointer is the cheapest way to its offset: it comes from a
// phi or select that is not rewritten, in a loop without safepoints, say.
// Mirroring that phi would burden the loop with a second induction variable.
bool BaseOffset::NeedsDifference(Value* v) const {
  while (IsDerived(v) && !identity_.contains(v)) {
    auto* i = llvm::cast<Instruction>(v);
    if (rewritten_.contains(i)) return false;
    if (IsMerge(i)) return true;
    v = i->getOperand(0);
  }
  return false;
}

// The offset of `v`, an operand that is used at `point`.
Value* BaseOffset::OffsetAt(Value* v, Instruction* point) {
  if (!NeedsDifference(v)) return Offset(v);
  // `v` is not rewritten, so no safepoint separates it from `point`; its base
  // is made current there by homing.  A difference survives any move.
  auto* i64 = llvm::Type::getInt64Ty(f_.getContext());
  auto integer = [&](Value* pointer) {
    return Inserted(
        new llvm::PtrToIntInst(pointer, i64, "", point->getIterator()));
  };
  Value* base = Base(v);
  Value* address = integer(v);
  return Inserted(llvm::BinaryOperator::CreateSub(address, integer(base), "off",
                                                  point->getIterator()));
}

Value* BaseOffset::Offset(Value* v) {
  auto* i64 = llvm::Type::getInt64Ty(f_.getContext());
  if (!IsDerived(v) || identity_.contains(v)) {
    return llvm::ConstantInt::get(i64, 0);
  }
  auto it = offset_.find(v);
  if (it != offset_.end()) return it->second;
  auto* i = llvm::cast<Instruction>(v);
  if (auto* phi = llvm::dyn_cast<PHINode>(i);
      phi != nullptr && phi->getNumIncomingValues() == 1) {
    // Behind a loop, as a rule: nothing is added to the loop itself.
    Value* offset = OffsetAt(phi->getIncomingValue(0),
                             &*phi->getParent()->getFirstInsertionPt());
    offset_[v] = offset;
    return offset;
  }
  if (auto* phi = llvm::dyn_cast<PHINode>(i)) {
    auto* merged = Inserted(PHINode::Create(i64, phi->getNumIncomingValues(),
                                            "off", phi->getIterator()));
    offset_[v] = merged;
    for (unsigned n = 0; n < phi->getNumIncomingValues(); ++n) {
      BasicBlock* from = phi->getIncomingBlock(n);
      // Entries for the same block must be the same value.
      const int earlier = merged->getBasicBlockIndex(from);
      merged->addIncoming(earlier >= 0 ? merged->getIncomingValue(earlier)
                                       : OffsetAt(phi->getIncomingValue(n),
                                                  from->getTerminator()),
                          from);
    }
    auto* same =
        llvm::dyn_cast_or_null<llvm::Constant>(merged->hasConstantValue());
    if (same == nullptr) return merged;
    merged->replaceAllUsesWith(same);
    offset_[v] = same;
    return same;
  }
  llvm::IRBuilder<llvm::ConstantFolder, llvm::IRBuilderCallbackInserter> b(
      f_.getContext(), llvm::ConstantFolder(),
      llvm::IRBuilderCallbackInserter(
          [this](Instruction* made) { inserted_.push_back(made); }));
  b.SetInsertPoint(i);
  Value* offset;
  if (auto* select = llvm::dyn_cast<SelectInst>(i)) {
    Value* if_true = OffsetAt(select->getTrueValue(), i);
    Value* if_false = OffsetAt(select->getFalseValue(), i);
    offset = if_true == if_false ? if_true
                                 : b.CreateSelect(select->getCondition(),
                                                  if_true, if_false, "off");
  } else if (auto* gep = llvm::dyn_cast<GetElementPtrInst>(i)) {
    Value* start = OffsetAt(gep->getPointerOperand(), i);
    Value* distance = llvm::emitGEPOffset(&b, f_.getParent()->getDataLayout(),
                                          gep, /*NoAssumptions=*/true);
    offset = IsZero(start)      ? distance
             : IsZero(distance) ? start
                                : b.CreateAdd(start, distance, "off");
  } else {  // freeze
    Value* frozen = OffsetAt(i->getOperand(0), i);
    offset = llvm::isa<llvm::Constant>(frozen) ? frozen
                                               : b.CreateFreeze(frozen, "off");
  }
  offset_[v] = offset;
  return offset;
}

}  // namespace pagurus
