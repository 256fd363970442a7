#include "compiler/ir/safepoints.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

namespace pagurus {

using llvm::BasicBlock;
using llvm::CallBase;
using llvm::Function;
using llvm::Instruction;
using llvm::PHINode;

const LeafRoutine* LeafRoutineCalled(const CallBase& call) {
  const auto* callee =
      llvm::dyn_cast<Function>(call.getCalledOperand()->stripPointerCasts());
  if (callee == nullptr || !callee->isDeclaration() ||
      callee->getFunctionType() != call.getFunctionType()) {
    return nullptr;
  }
  return LeafRoutineFor(*callee, *call.getFunction());
}

bool IsSafepoint(const Instruction& instruction) {
  const auto* call = llvm::dyn_cast<CallBase>(&instruction);
  if (call == nullptr) return false;
  if (call->isInlineAsm() || llvm::isa<llvm::IntrinsicInst>(call)) return false;
  if (LeafRoutineCalled(*call) != nullptr) return false;
  const auto* callee = llvm::dyn_cast<Function>(call->getCalledOperand());
  return callee == nullptr || callee->getName() != "__pag_arena_grow";
}

bool IsManagedDefinition(const Function& f) {
  return !f.isDeclaration() && !f.hasAvailableExternallyLinkage() &&
         !f.hasFnAttribute(llvm::Attribute::Naked);
}

bool CallsReturnsTwice(const Function& f) {
  for (const Instruction& i : llvm::instructions(f)) {
    const auto* call = llvm::dyn_cast<CallBase>(&i);
    if (call != nullptr && call->hasFnAttr(llvm::Attribute::ReturnsTwice)) {
      return true;
    }
  }
  return false;
}

Instruction* UsePoint(const llvm::Use& use) {
  auto* user = llvm::cast<Instruction>(use.getUser());
  if (auto* phi = llvm::dyn_cast<PHINode>(user)) {
    return phi->getIncomingBlock(use)->getTerminator();
  }
  return user;
}

SafepointMap::SafepointMap(Function& f) {
  for (Instruction& i : llvm::instructions(f)) {
    if (!IsSafepoint(i)) continue;
    by_block_[i.getParent()].push_back(&i);
    empty_ = false;
  }
}

const llvm::SmallVector<Instruction*, 4>& SafepointMap::In(
    const BasicBlock* block) const {
  static const auto& none = *new llvm::SmallVector<Instruction*, 4>();
  auto it = by_block_.find(block);
  return it == by_block_.end() ? none : it->second;
}

unsigned SafepointMap::CountBefore(const Instruction* at) const {
  const auto& in = In(at->getParent());
  return llvm::partition_point(
             in, [&](const Instruction* s) { return s->comesBefore(at); }) -
         in.begin();
}

LiveRange::LiveRange(const SafepointMap& safepoints, llvm::Value* def,
                     Function& f)
    : safepoints_(safepoints),
      def_instruction_(llvm::dyn_cast<Instruction>(def)) {
  auto* i = llvm::dyn_cast<Instruction>(def);
  def_block_ = i != nullptr ? i->getParent() : &f.getEntryBlock();
}

void LiveRange::AddUse(Instruction* use_point) {
  separation_valid_ = false;
  BasicBlock* block = use_point->getParent();
  const Instruction*& last = last_use_[block];
  if (last == nullptr || last->comesBefore(use_point)) last = use_point;
  // The definition dominates the use, so in its own block it comes first,
  // unless the use is a phi's of a value that is defined further down.
  if (block == def_block_) return;
  llvm::SmallVector<BasicBlock*, 16> work = {block};
  while (!work.empty()) {
    BasicBlock* b = work.pop_back_val();
    if (b == def_block_ || !live_in_.try_emplace(b, true).second) continue;
    for (BasicBlock* p : llvm::predecessors(b)) work.push_back(p);
  }
}

bool LiveRange::LiveOut(const BasicBlock* block) const {
  for (const BasicBlock* s : llvm::successors(block)) {
    if (LiveIn(s)) return true;
  }
  return false;
}

bool LiveRange::LiveAfter(const Instruction* at) const {
  const BasicBlock* block = at->getParent();
  auto it = last_use_.find(block);
  if (it != last_use_.end() && at->comesBefore(it->second)) return true;
  return LiveOut(block);
}

bool LiveRange::LiveAcross(const Instruction* s) const {
  const BasicBlock* block = s->getParent();
  if (block == def_block_) {
    if (def_instruction_ != nullptr &&
        (def_instruction_ == s || !def_instruction_->comesBefore(s))) {
      return false;
    }
  } else if (!LiveIn(block)) {
    return false;
  }
  return LiveAfter(s);
}

void LiveRange::ComputeSeparation() {
  separated_in_.clear();
  separation_valid_ = true;
  // Which live blocks are entered with a safepoint behind: start where a
  // block of the range contains one after the definition, and flow forward.
  llvm::SmallVector<const BasicBlock*, 16> work;
  auto leave = [&](const BasicBlock* b) {
    for (const BasicBlock* s : llvm::successors(b)) {
      if (s != def_block_ && LiveIn(s) &&
          separated_in_.try_emplace(s, true).second) {
        work.push_back(s);
      }
    }
  };
  const auto& in_def_block = safepoints_.In(def_block_);
  if (!in_def_block.empty() &&
      (def_instruction_ == nullptr ||
       def_instruction_->comesBefore(in_def_block.back()))) {
    leave(def_block_);
  }
  for (const auto& [block, unused] : live_in_) {
    if (safepoints_.Any(block)) leave(block);
  }
  while (!work.empty()) leave(work.pop_back_val());
}

bool LiveRange::Separated(const Instruction* use_point) {
  if (!separation_valid_) ComputeSeparation();
  const BasicBlock* block = use_point->getParent();
  if (block == def_block_) {
    // The first safepoint behind the definition.
    const auto& in = safepoints_.In(block);
    auto s = llvm::partition_point(in, [&](const Instruction* i) {
      return def_instruction_ != nullptr && !def_instruction_->comesBefore(i);
    });
    return s != in.end() && (*s)->comesBefore(use_point);
  }
  return separated_in_.count(block) != 0 ||
         safepoints_.CountBefore(use_point) != 0;
}

}  // namespace pagurus
