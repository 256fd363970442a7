#include "compiler/ir/pin_region.h"

#include <utility>

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace pagurus {

namespace {

using llvm::AllocaInst;
using llvm::BasicBlock;
using llvm::Function;
using llvm::Instruction;
using llvm::SmallBitVector;

class RegionFinder {
 public:
  RegionFinder(Function& f, llvm::ArrayRef<AllocaInst*> locals)
      : f_(f), locals_(locals), dominators_(f), loops_(dominators_) {}

  std::optional<PinRegion> Run() {
    if (f_.callsFunctionThatReturnsTwice()) return std::nullopt;
    CollectMarkers();
    BasicBlock* block = HoistOutOfLoops(DominatorOfUses());
    // An irreducible cycle may lead back to the block; go up until none does.
    while (IsInCycle(block)) block = ImmediateDominator(block);
    Solve(block);
    PinRegion region{BeginIn(block), {}};
    if (!PlaceReleases(region)) return std::nullopt;
    return region;
  }

 private:
  // A lifetime marker of one of the locals.
  struct Marker {
    unsigned local;
    bool start;
  };

  void CollectMarkers() {
    alive_at_entry_.resize(locals_.size());
    for (unsigned n = 0; n < locals_.size(); ++n) {
      bool started = false;
      for (llvm::User* user : locals_[n]->users()) {
        auto* call = llvm::dyn_cast<llvm::IntrinsicInst>(user);
        if (call == nullptr || !call->isLifetimeStartOrEnd()) continue;
        const bool start =
            call->getIntrinsicID() == llvm::Intrinsic::lifetime_start;
        markers_[call] = {n, start};
        started |= start;
      }
      alive_at_entry_[n] = !started;
    }
  }

  BasicBlock* ImmediateDominator(BasicBlock* block) {
    return dominators_.getNode(block)->getIDom()->getBlock();
  }

  // A local may have been alive for long before somebody uses it; an address
  // that was computed early needs the block's address early.
  BasicBlock* DominatorOfUses() {
    BasicBlock* common = nullptr;
    for (AllocaInst* local : locals_) {
      for (llvm::Use& use : local->uses()) {
        auto* user = llvm::cast<Instruction>(use.getUser());
        if (markers_.contains(user)) continue;
        auto* phi = llvm::dyn_cast<llvm::PHINode>(user);
        BasicBlock* block =
            phi != nullptr ? phi->getIncomingBlock(use) : user->getParent();
        if (!dominators_.isReachableFromEntry(block)) continue;
        common = common == nullptr
                     ? block
                     : dominators_.findNearestCommonDominator(common, block);
      }
    }
    return common == nullptr ? &f_.getEntryBlock() : common;
  }

  BasicBlock* HoistOutOfLoops(BasicBlock* block) {
    while (llvm::Loop* loop = loops_.getLoopFor(block)) {
      block = ImmediateDominator(loop->getHeader());
    }
    return block;
  }

  bool IsInCycle(BasicBlock* block) const {
    llvm::SmallVector<BasicBlock*, 16> work(llvm::successors(block));
    llvm::DenseSet<BasicBlock*> seen;
    while (!work.empty()) {
      BasicBlock* b = work.pop_back_val();
      if (b == block) return true;
      if (seen.insert(b).second) llvm::append_range(work, llvm::successors(b));
    }
    return false;
  }

  // In front of the block's first use, or else of its end.
  Instruction* BeginIn(BasicBlock* block) const {
    Instruction* first = block->getTerminator();
    for (Instruction& i : *block) {
      if (llvm::isa<llvm::PHINode>(i) || markers_.contains(&i)) continue;
      if (llvm::any_of(i.operands(), [&](llvm::Value* operand) {
            return llvm::is_contained(locals_, operand);
          })) {
        first = &i;
        break;
      }
    }
    return EarliestWithoutCall(first);
  }

  // The block is split at the beginning, and instruction selection sees one
  // block at a time: a comparison in the one and its branch in the other
  // become a truth value, a load is not folded into what uses it.  So the
  // beginning takes everything along that it can.
  Instruction* EarliestWithoutCall(Instruction* at) const {
    for (Instruction* i = at; (i = i->getPrevNode()) != nullptr; at = i) {
      auto marker = markers_.find(i);
      if (marker != markers_.end() && marker->second.start) continue;
      if (llvm::isa<llvm::CallBase, llvm::PHINode, AllocaInst>(i)) break;
    }
    return at;
  }

  // The locals that are alive behind `i`, given those before it.
  void Step(const Instruction& i, SmallBitVector& alive) const {
    auto it = markers_.find(&i);
    if (it != markers_.end()) alive[it->second.local] = it->second.start;
  }

  bool HasStart(const BasicBlock* block) const {
    return llvm::any_of(*block, [&](const Instruction& i) {
      auto it = markers_.find(&i);
      return it != markers_.end() && it->second.start;
    });
  }

  // Forward: which locals may be alive.  Backward: whether a local may become
  // alive later without passing the beginning again.
  void Solve(BasicBlock* begin) {
    begin_ = begin;
    alive_out_.clear();
    may_start_.clear();
    bool changed = true;
    while (changed) {
      changed = false;
      for (BasicBlock& block : f_) {
        SmallBitVector alive = In(&block);
        for (const Instruction& i : block) Step(i, alive);
        auto [it, inserted] = alive_out_.try_emplace(&block, alive);
        if (!inserted && it->second != alive) {
          it->second = alive;
          inserted = true;
        }
        changed |= inserted && alive.any();
        if (!may_start_.contains(&block) &&
            (HasStart(&block) || MayStartAgain(&block))) {
          may_start_.insert(&block);
          changed = true;
        }
      }
    }
  }

  SmallBitVector In(const BasicBlock* block) const {
    if (block == &f_.getEntryBlock()) return alive_at_entry_;
    SmallBitVector alive(locals_.size());
    for (const BasicBlock* p : llvm::predecessors(block)) {
      auto it = alive_out_.find(p);
      if (it != alive_out_.end()) alive |= it->second;
    }
    return alive;
  }

  // Whether a start can follow the block's end.
  bool MayStartAgain(const BasicBlock* block) const {
    for (const BasicBlock* s : llvm::successors(block)) {
      if (s != begin_ && may_start_.contains(s)) return true;
    }
    return false;
  }

  bool RegionAtStart(const BasicBlock* block) const {
    return block != begin_ && dominators_.dominates(begin_, block) &&
           (In(block).any() || may_start_.contains(block));
  }

  bool RegionAtEnd(const BasicBlock* block) const {
    if (!dominators_.dominates(begin_, block)) return false;
    auto it = alive_out_.find(block);
    return (it != alive_out_.end() && it->second.any()) || MayStartAgain(block);
  }

  // Behind the instruction after which nothing is alive any more.  What was
  // alive in front of the beginning had no use.
  Instruction* EndIn(BasicBlock* block) const {
    Instruction* last = BeginOf(block);
    Instruction* i = block == begin_ ? BeginIn(block) : &block->front();
    for (; i != nullptr; i = i->getNextNode()) {
      if (markers_.contains(i)) last = i->getNextNode();
    }
    return last;
  }

  // Where the region can end at the earliest in a block.
  Instruction* BeginOf(BasicBlock* block) const {
    return block == begin_ ? block->getTerminator()
                           : &*block->getFirstInsertionPt();
  }

  // The markers go with the allocas.
  Instruction* BehindMarkers(Instruction* i) const {
    while (markers_.contains(i)) i = i->getNextNode();
    return i;
  }

  bool PlaceReleases(PinRegion& region) {
    llvm::SmallVector<std::pair<BasicBlock*, BasicBlock*>> edges;
    for (BasicBlock& block : f_) {
      const bool inside = &block == begin_ || RegionAtStart(&block);
      if (!RegionAtEnd(&block)) {
        if (inside) region.releases.push_back(EndIn(&block));
        continue;
      }
      Instruction* end = block.getTerminator();
      if (llvm::isa<llvm::ReturnInst>(end)) {
        Instruction* tail = block.getTerminatingMustTailCall();
        region.releases.push_back(tail != nullptr ? tail : end);
      }
      for (BasicBlock* next : llvm::successors(&block)) {
        if (RegionAtStart(next)) continue;
        if (!llvm::isa<llvm::BranchInst, llvm::SwitchInst>(end)) return false;
        edges.push_back({&block, next});
      }
    }
    for (auto [from, to] : edges) {
      BasicBlock* place =
          to->getSinglePredecessor() == from ? to : llvm::SplitEdge(from, to);
      region.releases.push_back(&*place->getFirstInsertionPt());
    }
    for (Instruction*& at : region.releases) at = BehindMarkers(at);
    return true;
  }

  Function& f_;
  llvm::ArrayRef<AllocaInst*> locals_;
  llvm::DominatorTree dominators_;
  llvm::LoopInfo loops_;
  llvm::DenseMap<const Instruction*, Marker> markers_;
  SmallBitVector alive_at_entry_;  // no marker says where their lives begin
  BasicBlock* begin_ = nullptr;
  llvm::DenseMap<const BasicBlock*, SmallBitVector> alive_out_;
  llvm::DenseSet<const BasicBlock*> may_start_;
};

}  // namespace

std::optional<PinRegion> FindPinRegion(Function& f,
                                       llvm::ArrayRef<AllocaInst*> locals) {
  return RegionFinder(f, locals).Run();
}

}  // namespace pagurus
