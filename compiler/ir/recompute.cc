#include "compiler/ir/recompute.h"

#include <utility>

#include "compiler/ir/base_offset.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace pagurus {

namespace {

using llvm::BasicBlock;
using llvm::Function;
using llvm::Instruction;
using llvm::PHINode;
using llvm::PtrToIntInst;
using llvm::Use;
using llvm::Value;

class Recompute {
 public:
  Recompute(Function& f, llvm::ArrayRef<Value*> roots,
            const SafepointMap& safepoints)
      : f_(f), roots_(roots), safepoints_(safepoints), base_offset_(f, roots) {}

  llvm::SmallVector<Instruction*, 8> Run(bool sink_conversions) {
    if (sink_conversions) SinkConversions();
    // Find out everything before changing anything: bases and offsets are read
    // off the operands that are about to be rewritten.
    llvm::SmallVector<Rewrite, 8> rewrites;
    llvm::DenseSet<Instruction*> rewritten;
    for (Instruction* v : base_offset_.derived()) {
      if (base_offset_.IsOwnBase(v)) continue;
      Rewrite rewrite{v, nullptr, nullptr, UsesToRewrite(v)};
      if (rewrite.uses.empty()) continue;
      rewritten.insert(v);
      rewrites.push_back(std::move(rewrite));
    }
    base_offset_.SetRewritten(std::move(rewritten));
    for (Rewrite& rewrite : rewrites) {
      rewrite.base = base_offset_.Base(rewrite.v);
      rewrite.offset = base_offset_.Offset(rewrite.v);
    }
    llvm::SmallVector<Instruction*, 16> candidates(base_offset_.derived());
    for (const Rewrite& rewrite : rewrites) Apply(rewrite, candidates);
    llvm::append_range(candidates, base_offset_.inserted());
    llvm::SmallVector<Instruction*, 8> bases(base_offset_.merged_bases());
    RemoveUnused(candidates, bases);
    return bases;
  }

 private:
  struct Rewrite {
    Instruction* v;
    Value* base;
    llvm::WeakTrackingVH offset;  // may turn into a constant
    llvm::SmallVector<Use*, 8> uses;
  };

  // An address that became an integer, or part of one, would be stale after a
  // safepoint: gives every use behind one its own conversion.  (Which uses
  // there can be: pointer_uses.h.)
  void SinkConversions() {
    llvm::SmallVector<PtrToIntInst*, 8> conversions;
    for (Instruction& i : llvm::instructions(f_)) {
      auto* cast = llvm::dyn_cast<PtrToIntInst>(&i);
      if (cast != nullptr &&
          (base_offset_.IsDerived(cast->getOperand(0)) ||
           llvm::is_contained(roots_, cast->getOperand(0)))) {
        conversions.push_back(cast);
      }
    }
    for (PtrToIntInst* cast : conversions) {
      // Truncations first: the copies are uses of the conversion.
      for (llvm::User* user : llvm::make_early_inc_range(cast->users())) {
        if (auto* trunc = llvm::dyn_cast<llvm::TruncInst>(user)) Sink(trunc);
      }
      Sink(cast);
    }
  }

  // Gives every use of `conversion` behind a safepoint a copy of its own.
  void Sink(Instruction* conversion) {
    LiveRange range(safepoints_, conversion, f_);
    for (Use& use : conversion->uses()) range.AddUse(UsePoint(use));
    for (Use& use : llvm::make_early_inc_range(conversion->uses())) {
      Instruction* user = UsePoint(use);
      if (!range.Separated(user)) continue;
      Instruction* clone = conversion->clone();
      clone->insertBefore(user);
      use.set(clone);
    }
    if (conversion->use_empty()) conversion->eraseFromParent();
  }

  llvm::SmallVector<Use*, 8> UsesToRewrite(Instruction* v) {
    LiveRange range(safepoints_, v, f_);
    for (Use& use : v->uses()) range.AddUse(UsePoint(use));
    llvm::SmallVector<Use*, 4> separated, others;
    for (Use& use : v->uses()) {
      (range.Separated(UsePoint(use)) ? separated : others).push_back(&use);
    }
    // A phi that is rebuilt for some of its uses is rebuilt for all, so that
    // only the offset remains a phi.
    if (llvm::isa<PHINode>(v) && !separated.empty()) {
      llvm::append_range(separated, others);
    }
    return separated;
  }

  // One recomputation serves all uses that no safepoint separates; it stands
  // at the first of them.
  void Apply(const Rewrite& rewrite,
             llvm::SmallVectorImpl<Instruction*>& made) {
    using Stretch = std::pair<BasicBlock*, unsigned>;
    // All questions about order before the first insertion: each insertion
    // makes LLVM number the block's instructions again.
    llvm::SmallVector<Stretch, 16> stretches;
    llvm::DenseMap<Stretch, Instruction*> first;
    for (const Use* use : rewrite.uses) {
      Instruction* point = UsePoint(*use);
      stretches.push_back({point->getParent(), safepoints_.CountBefore(point)});
      Instruction*& at = first[stretches.back()];
      if (at == nullptr || point->comesBefore(at)) at = point;
    }
    llvm::DenseMap<Stretch, Value*> values;
    for (auto [use, stretch] : llvm::zip(rewrite.uses, stretches)) {
      Value*& value = values[stretch];
      if (value == nullptr) {
        value = Materialise(rewrite, first[stretch]);
        if (value != rewrite.base) {
          made.push_back(llvm::cast<Instruction>(value));
        }
      }
      use->set(value);
    }
  }

  // Base + offset in front of `at`.
  Value* Materialise(const Rewrite& rewrite, Instruction* at) {
    Value* offset = rewrite.offset;
    const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(offset);
    if (constant != nullptr && constant->isZero()) return rewrite.base;
    return llvm::GetElementPtrInst::Create(
        llvm::Type::getInt8Ty(f_.getContext()), rewrite.base, {offset},
        rewrite.v->getName(), at->getIterator());
  }

  // Deletes what is no longer used: derived values that have been replaced,
  // and phis (of offsets and bases) that only feed each other.
  void RemoveUnused(llvm::ArrayRef<Instruction*> candidates,
                    llvm::SmallVector<Instruction*, 8>& bases) {
    llvm::DenseSet<Instruction*> all(candidates.begin(), candidates.end());
    llvm::DenseSet<Instruction*> needed;
    llvm::SmallVector<Instruction*, 16> work;
    for (Instruction* i : candidates) {
      for (llvm::User* user : i->users()) {
        if (!all.contains(llvm::cast<Instruction>(user)) &&
            needed.insert(i).second) {
          work.push_back(i);
        }
      }
    }
    while (!work.empty()) {
      for (Value* operand : work.pop_back_val()->operands()) {
        auto* i = llvm::dyn_cast<Instruction>(operand);
        if (i != nullptr && all.contains(i) && needed.insert(i).second) {
          work.push_back(i);
        }
      }
    }
    llvm::erase_if(bases, [&](Instruction* i) { return !needed.contains(i); });
    for (Instruction* i : all) {
      if (needed.contains(i)) continue;
      i->replaceAllUsesWith(llvm::PoisonValue::get(i->getType()));
    }
    for (Instruction* i : candidates) {
      if (!needed.contains(i)) i->eraseFromParent();
    }
  }

  Function& f_;
  llvm::ArrayRef<Value*> roots_;
  const SafepointMap& safepoints_;
  BaseOffset base_offset_;
};

}  // namespace

llvm::SmallVector<Instruction*, 8> RecomputeDerivedPointers(
    Function& f, llvm::ArrayRef<Value*> roots, const SafepointMap& safepoints,
    bool sink_conversions) {
  return Recompute(f, roots, safepoints).Run(sink_conversions);
}

}  // namespace pagurus
