#include "compiler/ir/homer.h"

#include <algorithm>
#include <string>

#include "compiler/callees.h"
#include "compiler/ir/references.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/Transforms/Utils/SSAUpdater.h"

namespace pagurus {

using llvm::AllocaInst;
using llvm::BasicBlock;
using llvm::BitVector;
using llvm::Function;
using llvm::Instruction;
using llvm::PHINode;
using llvm::Use;
using llvm::Value;

Instruction* EntryTop(Function& f) {
  return &*f.getEntryBlock().getFirstNonPHIOrDbgOrAlloca();
}

Homer::Homer(Function& f, const SafepointMap& safepoints,
             llvm::PointerType* type)
    : f_(f),
      safepoints_(safepoints),
      unshared_(CallsReturnsTwice(f)),
      type_(type),
      references_(IsReference(type)) {}

void Homer::PutBehind(const Homing& stack, const BitVector& local_words) {
  stack_homes_ = stack.homes;
  n_stack_homes_ = stack.Words();
  local_words_ = local_words;
  first_ = n_stack_homes_ + local_words.size();
}

const Homing& Homer::Run(llvm::ArrayRef<Value*> bases) {
  for (Value* base : bases) AddIfNeeded(base);
  if (bases_.empty() && local_words_.empty()) return result_;
  if (!bases_.empty() && !local_words_.empty()) {
    // The end of the last local, which the program may compute, is no home's
    // address.
    local_words_.resize(local_words_.size() + 1);
    ++first_;
  }
  AssignHomes();
  CreateArray();
  for (HomedBase& base : bases_) Rewrite(base);
  return result_;
}

// Where the base's home is written: as soon as it exists.
Instruction* Homer::StorePoint(const HomedBase& base) const {
  Instruction* i = base.instruction();
  if (i == nullptr) return entry_top_;
  if (llvm::isa<PHINode>(i)) return &*i->getParent()->getFirstInsertionPt();
  return i->getNextNode();
}

// True if `a` may be live where `b` is defined, so that writing `b` into `a`'s
// home would be wrong.
bool Homer::LiveAtDefinition(const HomedBase& a, const HomedBase& b) const {
  const Instruction* def = b.instruction();
  const BasicBlock* block =
      def != nullptr ? def->getParent() : &f_.getEntryBlock();
  const Instruction* a_def = a.instruction();
  const BasicBlock* a_block =
      a_def != nullptr ? a_def->getParent() : &f_.getEntryBlock();
  const bool at_top = def == nullptr || llvm::isa<PHINode>(def);
  if (a_block == block) {
    if (at_top) return true;  // both are defined there
    if (a_def != nullptr && !a_def->comesBefore(def)) return false;
    return a.range->LiveAfter(def);
  }
  if (!a.range->LiveIn(block)) return false;
  return at_top || a.range->LiveAfter(def);
}

void Homer::AddIfNeeded(Value* base) {
  auto range = std::make_unique<LiveRange>(safepoints_, base, f_);
  for (Use& use : base->uses()) range->AddUse(UsePoint(use));
  for (Use& use : base->uses()) {
    if (range->Separated(UsePoint(use))) {
      bases_.push_back({base, std::move(range)});
      return;
    }
  }
}

// Greedy colouring.  Definitions come in dominance order (parameters, then the
// others in reverse post-order), where greedy is optimal for SSA.
void Homer::AssignHomes() {
  for (unsigned i = 0; i < bases_.size(); ++i) {
    BitVector taken(count_ + 1);
    for (unsigned j = 0; j < i; ++j) {
      if (unshared_ || LiveAtDefinition(bases_[j], bases_[i]) ||
          LiveAtDefinition(bases_[i], bases_[j])) {
        taken.set(bases_[j].home);
      }
    }
    bases_[i].home = taken.find_first_unset();
    count_ = std::max(count_, bases_[i].home + 1);
  }
}

void Homer::CreateArray() {
  llvm::IRBuilder<> b(&f_.getEntryBlock().front());
  auto* type = llvm::ArrayType::get(
      llvm::PointerType::getUnqual(f_.getContext()), first_ + count_);
  result_.homes = b.CreateAlloca(type, nullptr, "homes");
  entry_top_ = EntryTop(f_);
  if (stack_homes_ != nullptr) {
    // The stack pointers' marker goes with their array.
    for (llvm::User* user : llvm::make_early_inc_range(stack_homes_->users())) {
      auto* call = llvm::dyn_cast<llvm::CallInst>(user);
      if (call == nullptr) continue;
      if (call == entry_top_) entry_top_ = call->getNextNode();
      call->eraseFromParent();
    }
    stack_homes_->replaceAllUsesWith(result_.homes);
    stack_homes_->eraseFromParent();
  }
  b.SetInsertPoint(entry_top_);
  CreateMarker(b);
  auto clear = [&](unsigned word) {
    // Volatile, or two stores may become one, which home liveness does not
    // recognise.
    b.CreateStore(llvm::ConstantPointerNull::get(type_), Word(b, word),
                  /*isVolatile=*/references_);
  };
  for (unsigned word : local_words_.set_bits()) clear(n_stack_homes_ + word);
  if (unshared_) {
    for (unsigned i = 0; i < count_; ++i) clear(first_ + i);
  }
}

void Homer::CreateMarker(llvm::IRBuilder<>& b) {
  auto* type = llvm::FunctionType::get(b.getVoidTy(), {b.getPtrTy()}, false);
  std::string text = kHomesMarker;
  if (references_) {
    text = kReferenceHomesMarker + std::to_string(n_stack_homes_) + ".";
    for (unsigned i = 0; i < local_words_.size(); ++i) {
      text += local_words_.test(i) ? 'r' : '-';
    }
  }
  llvm::CallInst* marker = b.CreateCall(
      type, llvm::InlineAsm::get(type, text, "=*m", true), {result_.homes});
  marker->addParamAttr(
      0, llvm::Attribute::get(f_.getContext(), llvm::Attribute::ElementType,
                              result_.homes->getAllocatedType()));
}

Value* Homer::Word(llvm::IRBuilder<>& b, unsigned i) {
  return b.CreateConstInBoundsGEP2_64(result_.homes->getAllocatedType(),
                                      result_.homes, 0, i);
}

// The safepoints that `base` is live across, in block order.  A list of its
// own: every insertion makes LLVM number the block's instructions again
// before it can answer the next question about their order.
std::vector<Instruction*> Homer::LiveSafepoints(const HomedBase& base) const {
  std::vector<Instruction*> result;
  for (BasicBlock& block : f_) {
    for (Instruction* safepoint : safepoints_.In(&block)) {
      if (base.range->LiveAcross(safepoint)) result.push_back(safepoint);
    }
  }
  return result;
}

// At the definition.  Or before the safepoints, if they are polls, which are
// cold, and none lies on the way to another.
void Homer::StoreHomes(const HomedBase& base,
                       llvm::ArrayRef<Instruction*> safepoints) {
  auto store = [&](Instruction* before) {
    llvm::IRBuilder<> b(before);
    b.SetCurrentDebugLocation(llvm::DebugLoc());
    b.CreateStore(base.value, Home(b, base));
  };
  const bool late =
      references_ && !unshared_ &&
      llvm::all_of(safepoints, [&](Instruction* safepoint) {
        return IsPoll(*safepoint) && !base.range->Separated(safepoint);
      });
  if (!late) return store(StorePoint(base));
  for (Instruction* safepoint : safepoints) store(safepoint);
}

void Homer::Rewrite(HomedBase& base) {
  // The uses to rewrite, before our own stores are among them.
  llvm::SmallVector<Use*, 16> uses;
  for (Use& use : base.value->uses()) uses.push_back(&use);
  const std::vector<Instruction*> safepoints = LiveSafepoints(base);
  StoreHomes(base, safepoints);

  // Safepoint -> the load behind it.
  llvm::DenseMap<const Instruction*, Instruction*> reload_after;
  llvm::SmallVector<Instruction*, 16> reloads;
  llvm::SSAUpdater ssa;
  ssa.Initialize(type_, base.value->getName());
  Instruction* def = base.instruction();
  BasicBlock* def_block =
      def != nullptr ? def->getParent() : &f_.getEntryBlock();
  ssa.AddAvailableValue(def_block, base.value);
  llvm::IRBuilder<> b(f_.getContext());
  for (Instruction* safepoint : safepoints) {
    b.SetInsertPoint(safepoint->getNextNode());
    b.SetCurrentDebugLocation(llvm::DebugLoc());
    // Volatile, or selection makes a choice between two references that have
    // been loaded a load of one of two homes, and home liveness cannot tell
    // which.
    llvm::LoadInst* load =
        b.CreateLoad(type_, Home(b, base), /*isVolatile=*/references_,
                     base.value->getName() + ".home");
    reload_after[safepoint] = load;
    reloads.push_back(load);
    ssa.AddAvailableValue(safepoint->getParent(), load);
  }
  for (Use* use : uses) {
    Instruction* point = UsePoint(*use);
    BasicBlock* block = point->getParent();
    // The base is live from its definition to here, so across the last
    // safepoint in between, if there is one.
    const unsigned before = safepoints_.CountBefore(point);
    Instruction* last =
        before == 0 ? nullptr
                    : reload_after.lookup(safepoints_.In(block)[before - 1]);
    if (last != nullptr) {
      use->set(last);
    } else if (block == def_block) {
      // The definition itself: no safepoint in between.
    } else if (llvm::isa<PHINode>(use->getUser())) {
      use->set(ssa.GetValueAtEndOfBlock(block));
    } else {
      use->set(ssa.GetValueInMiddleOfBlock(block));
    }
  }
  for (Instruction* load : reloads) {
    if (load->use_empty()) {
      Value* address = load->getOperand(0);
      load->eraseFromParent();
      if (auto* gep = llvm::dyn_cast<Instruction>(address);
          gep != nullptr && gep->use_empty()) {
        gep->eraseFromParent();
      }
    } else {
      result_.reloads[load] = base.value;
    }
  }
}

}  // namespace pagurus
