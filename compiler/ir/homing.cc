#include "compiler/ir/homing.h"

#include <memory>
#include <vector>

#include "compiler/callees.h"
#include "compiler/ir/differences.h"
#include "compiler/ir/recompute.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Transforms/Utils/SSAUpdater.h"

namespace pagurus {

namespace {

using llvm::AllocaInst;
using llvm::Argument;
using llvm::BasicBlock;
using llvm::Function;
using llvm::Instruction;
using llvm::PHINode;
using llvm::Use;
using llvm::Value;

// A base that needs a home.
struct HomedBase {
  Value* value;
  std::unique_ptr<LiveRange> range;
  unsigned home = 0;

  Instruction* instruction() const {
    return llvm::dyn_cast<Instruction>(value);
  }
};

Instruction* EntryTop(Function& f) {
  return &*f.getEntryBlock().getFirstNonPHIOrDbgOrAlloca();
}

// Where the base's home is written: as soon as it exists.
Instruction* StorePoint(const HomedBase& base, Instruction* entry_top) {
  Instruction* i = base.instruction();
  if (i == nullptr) return entry_top;
  if (llvm::isa<PHINode>(i)) return &*i->getParent()->getFirstInsertionPt();
  return i->getNextNode();
}

// True if `a` may be live where `b` is defined, so that writing `b` into `a`'s
// home would be wrong.
bool LiveAtDefinition(const HomedBase& a, const HomedBase& b, Function& f) {
  const Instruction* def = b.instruction();
  const BasicBlock* block =
      def != nullptr ? def->getParent() : &f.getEntryBlock();
  const Instruction* a_def = a.instruction();
  const BasicBlock* a_block =
      a_def != nullptr ? a_def->getParent() : &f.getEntryBlock();
  const bool at_top = def == nullptr || llvm::isa<PHINode>(def);
  if (a_block == block) {
    if (at_top) return true;  // both are defined there
    if (a_def != nullptr && !a_def->comesBefore(def)) return false;
    return a.range->LiveAfter(def);
  }
  if (!a.range->LiveIn(block)) return false;
  return at_top || a.range->LiveAfter(def);
}

class Homer {
 public:
  Homer(Function& f, const SafepointMap& safepoints)
      : f_(f),
        safepoints_(safepoints),
        unshared_(CallsReturnsTwice(f)),
        ptr_(llvm::PointerType::getUnqual(f.getContext())) {}

  Homing Run(llvm::ArrayRef<Value*> bases) {
    for (Value* base : bases) AddIfNeeded(base);
    if (bases_.empty()) return {};
    AssignHomes();
    CreateArray();
    for (HomedBase& base : bases_) Rewrite(base);
    return std::move(result_);
  }

 private:
  void AddIfNeeded(Value* base) {
    auto range = std::make_unique<LiveRange>(safepoints_, base, f_);
    for (Use& use : base->uses()) range->AddUse(UsePoint(use));
    for (Use& use : base->uses()) {
      if (range->Separated(UsePoint(use))) {
        bases_.push_back({base, std::move(range)});
        return;
      }
    }
  }

  // Greedy colouring.  Definitions come in dominance order (parameters, then
  // phis and selects in reverse post-order), where greedy is optimal for SSA.
  void AssignHomes() {
    for (unsigned i = 0; i < bases_.size(); ++i) {
      llvm::BitVector taken(count_ + 1);
      for (unsigned j = 0; j < i; ++j) {
        if (unshared_ || LiveAtDefinition(bases_[j], bases_[i], f_) ||
            LiveAtDefinition(bases_[i], bases_[j], f_)) {
          taken.set(bases_[j].home);
        }
      }
      bases_[i].home = taken.find_first_unset();
      count_ = std::max(count_, bases_[i].home + 1);
    }
  }

  void CreateArray() {
    llvm::IRBuilder<> b(&f_.getEntryBlock().front());
    auto* type = llvm::ArrayType::get(ptr_, count_);
    result_.homes = b.CreateAlloca(type, nullptr, "homes");
    entry_top_ = EntryTop(f_);
    b.SetInsertPoint(entry_top_);
    auto* asm_type = llvm::FunctionType::get(b.getVoidTy(), {ptr_}, false);
    llvm::CallInst* marker = b.CreateCall(
        asm_type, llvm::InlineAsm::get(asm_type, kHomesMarker, "=*m", true),
        {result_.homes});
    marker->addParamAttr(
        0, llvm::Attribute::get(f_.getContext(),
                                llvm::Attribute::ElementType, type));
    if (unshared_) {
      for (unsigned i = 0; i < count_; ++i) {
        b.CreateStore(llvm::ConstantPointerNull::get(ptr_), Home(b, i));
      }
    }
  }

  Value* Home(llvm::IRBuilder<>& b, unsigned home) {
    auto* type = llvm::ArrayType::get(ptr_, count_);
    return b.CreateConstInBoundsGEP2_64(type, result_.homes, 0, home);
  }

  // The safepoints that `base` is live across, in block order.  A list of its
  // own: every insertion makes LLVM number the block's instructions again
  // before it can answer the next question about their order.
  std::vector<Instruction*> LiveSafepoints(const HomedBase& base) {
    std::vector<Instruction*> result;
    for (BasicBlock& block : f_) {
      for (Instruction* safepoint : safepoints_.In(&block)) {
        if (base.range->LiveAcross(safepoint)) result.push_back(safepoint);
      }
    }
    return result;
  }

  void Rewrite(HomedBase& base) {
    // The uses to rewrite, before our own store becomes one.
    llvm::SmallVector<Use*, 16> uses;
    for (Use& use : base.value->uses()) uses.push_back(&use);
    llvm::IRBuilder<> b(StorePoint(base, entry_top_));
    b.SetCurrentDebugLocation(llvm::DebugLoc());
    b.CreateStore(base.value, Home(b, base.home));

    // Safepoint -> the load behind it.
    llvm::DenseMap<const Instruction*, Instruction*> reload_after;
    llvm::SmallVector<Instruction*, 16> reloads;
    llvm::SSAUpdater ssa;
    ssa.Initialize(ptr_, base.value->getName());
    Instruction* def = base.instruction();
    BasicBlock* def_block =
        def != nullptr ? def->getParent() : &f_.getEntryBlock();
    ssa.AddAvailableValue(def_block, base.value);
    for (Instruction* safepoint : LiveSafepoints(base)) {
      b.SetInsertPoint(safepoint->getNextNode());
      b.SetCurrentDebugLocation(llvm::DebugLoc());
      llvm::LoadInst* load = b.CreateLoad(ptr_, Home(b, base.home),
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

  Function& f_;
  const SafepointMap& safepoints_;
  const bool unshared_;
  llvm::PointerType* ptr_;
  std::vector<HomedBase> bases_;
  unsigned count_ = 0;
  Instruction* entry_top_ = nullptr;
  Homing result_;
};

// Tells the machine passes which registers or stack slots may hold a pointer
// into the stack when the function is entered.
void MarkEntry(Function& f, llvm::ArrayRef<Argument*> tracked) {
  llvm::IRBuilder<> b(EntryTop(f));
  b.SetCurrentDebugLocation(llvm::DebugLoc());
  auto* type = llvm::FunctionType::get(
      b.getVoidTy(), {llvm::PointerType::getUnqual(f.getContext())}, false);
  for (Argument* a : tracked) {
    b.CreateCall(type, llvm::InlineAsm::get(type, kEntryMarker, "r", true),
                 {a});
  }
}

}  // namespace

Homing HomePointers(Function& f, const EscapeAnalysis& escape) {
  llvm::SmallVector<Value*, 16> roots;
  llvm::SmallVector<Argument*, 8> tracked;
  for (Argument& a : f.args()) {
    if (!escape.IsTracked(a) || a.use_empty()) continue;
    tracked.push_back(&a);
    roots.push_back(&a);
    // Its copies come back from a home, which looks like somewhere else.
    a.removeAttr(llvm::Attribute::NoAlias);
  }
  for (Instruction& i : f.getEntryBlock()) {
    if (llvm::isa<AllocaInst>(i)) roots.push_back(&i);
  }
  Homing result;
  const SafepointMap safepoints(f);
  if (!roots.empty() && !safepoints.empty()) {
    llvm::SmallVector<Value*, 16> bases(tracked.begin(), tracked.end());
    llvm::append_range(bases, RecomputeDerivedPointers(f, roots, safepoints));
    result = Homer(f, safepoints).Run(bases);
    for (auto& [reload, base] : result.reloads) roots.push_back(reload);
    FenceDifferences(roots);
  }
  MarkEntry(f, tracked);
  return result;
}

}  // namespace pagurus
