// A structure that is one SSA value has no home.  Where one with references
// lives across a safepoint, all of the function's are taken apart: their parts
// stand right behind the call that returns them, phis and selects are of single
// parts, and where somebody needs the whole, it is put together there.
#include <functional>
#include <utility>

#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

namespace pagurus {

namespace {

using llvm::ExtractValueInst;
using llvm::Function;
using llvm::InsertValueInst;
using llvm::Instruction;
using llvm::PHINode;
using llvm::SelectInst;
using llvm::Type;
using llvm::Value;

using Path = llvm::SmallVector<unsigned, 4>;

// Where the parts of `type` are that are no aggregates themselves.
void AddPaths(Type* type, Path& path, llvm::SmallVectorImpl<Path>& paths) {
  if (!type->isAggregateType()) {
    paths.push_back(path);
    return;
  }
  const uint64_t n = type->isStructTy() ? type->getStructNumElements()
                                        : type->getArrayNumElements();
  for (uint64_t i = 0; i < n; ++i) {
    path.push_back(i);
    AddPaths(llvm::GetElementPtrInst::getTypeAtIndex(type, i), path, paths);
    path.pop_back();
  }
}

llvm::SmallVector<Path, 4> Paths(Type* type) {
  llvm::SmallVector<Path, 4> paths;
  Path path;
  AddPaths(type, path, paths);
  return paths;
}

bool StartsWith(const Path& path, llvm::ArrayRef<unsigned> prefix) {
  return path.size() >= prefix.size() &&
         llvm::ArrayRef(path).take_front(prefix.size()) == prefix;
}

bool IsAggregateOfReferences(const Type* type) {
  return type->isAggregateType() && ContainsReference(type);
}

class Aggregates {
 public:
  explicit Aggregates(Function& f) : f_(f) {
    for (Instruction& i : llvm::instructions(f)) {
      const auto* call = llvm::dyn_cast<llvm::CallInst>(&i);
      if (IsAggregateOfReferences(i.getType()) &&
          (call == nullptr || !call->isMustTailCall())) {
        all_.insert(&i);
      }
    }
  }

  // True if one is needed behind a safepoint.
  bool Separated() const {
    const SafepointMap safepoints(f_);
    if (safepoints.empty()) return false;
    for (Instruction* i : all_) {
      LiveRange range(safepoints, i, f_);
      for (llvm::Use& use : i->uses()) range.AddUse(UsePoint(use));
      // Their parts are moved to them.
      const bool split = llvm::isa<llvm::CallInst, llvm::AtomicCmpXchgInst>(i);
      for (llvm::Use& use : i->uses()) {
        if (!(split && llvm::isa<ExtractValueInst>(use.getUser())) &&
            range.Separated(UsePoint(use))) {
          return true;
        }
      }
    }
    return false;
  }

  void TakeApart() {
    llvm::SmallVector<ExtractValueInst*, 16> single;
    for (Instruction* i : all_) {
      for (llvm::User* user : i->users()) {
        auto* part = llvm::dyn_cast<ExtractValueInst>(user);
        if (part != nullptr && !all_.contains(part)) single.push_back(part);
      }
    }
    for (Instruction* i : all_) Parts(i);
    for (size_t n = 0; n < merged_.size(); ++n) FillMerged(merged_[n]);
    for (ExtractValueInst* part : single) ReplaceSingle(*part);
    for (Instruction* i : all_) PutTogether(*i);
    for (Instruction* i : all_) {
      if (!IsRebuilt(i)) continue;
      i->replaceAllUsesWith(llvm::PoisonValue::get(i->getType()));
      i->eraseFromParent();
    }
  }

 private:
  // Handles: a part may itself be replaced.
  using PartList = llvm::SmallVector<llvm::WeakTrackingVH, 4>;

  static bool IsRebuilt(const Value* v) {
    return llvm::isa<PHINode, SelectInst, InsertValueInst, ExtractValueInst>(v);
  }

  PartList Parts(Value* v) {
    if (!v->getType()->isAggregateType()) return {v};
    auto it = parts_.find(v);
    if (it != parts_.end()) return it->second;
    PartList parts = Compute(v);
    parts_[v] = parts;
    return parts;
  }

  PartList Compute(Value* v) {
    const llvm::SmallVector<Path, 4> paths = Paths(v->getType());
    PartList parts;
    if (auto* constant = llvm::dyn_cast<llvm::Constant>(v)) {
      for (const Path& path : paths) {
        llvm::Constant* part = constant;
        for (unsigned i : path) part = part->getAggregateElement(i);
        parts.push_back(part);
      }
    } else if (auto* phi = llvm::dyn_cast<PHINode>(v)) {
      for (const Path& path : paths) {
        parts.push_back(PHINode::Create(
            ExtractValueInst::getIndexedType(phi->getType(), path),
            phi->getNumIncomingValues(), "part", phi->getIterator()));
      }
      merged_.push_back(phi);
    } else if (auto* select = llvm::dyn_cast<SelectInst>(v)) {
      const PartList yes = Parts(select->getTrueValue());
      const PartList no = Parts(select->getFalseValue());
      for (size_t n = 0; n < yes.size(); ++n) {
        parts.push_back(SelectInst::Create(select->getCondition(), yes[n],
                                           no[n], "part",
                                           select->getIterator()));
      }
    } else if (auto* insert = llvm::dyn_cast<InsertValueInst>(v)) {
      const PartList old = Parts(insert->getAggregateOperand());
      const PartList put = Parts(insert->getInsertedValueOperand());
      size_t next = 0;
      for (size_t n = 0; n < paths.size(); ++n) {
        const bool replaced = StartsWith(paths[n], insert->getIndices());
        parts.push_back(replaced ? put[next++] : old[n]);
      }
    } else if (auto* extract = llvm::dyn_cast<ExtractValueInst>(v)) {
      Value* whole = extract->getAggregateOperand();
      const PartList from = Parts(whole);
      const llvm::SmallVector<Path, 4> places = Paths(whole->getType());
      for (size_t n = 0; n < places.size(); ++n) {
        if (StartsWith(places[n], extract->getIndices())) {
          parts.push_back(from[n]);
        }
      }
    } else {
      auto* i = llvm::dyn_cast<Instruction>(v);
      llvm::IRBuilder<> b(i != nullptr
                              ? i->getNextNode()
                              : &*f_.getEntryBlock().getFirstInsertionPt());
      for (const Path& path : paths) {
        parts.push_back(b.CreateExtractValue(v, path, "part"));
      }
    }
    return parts;
  }

  void FillMerged(PHINode* phi) {
    const PartList parts = Parts(phi);
    for (unsigned n = 0; n < phi->getNumIncomingValues(); ++n) {
      const PartList from = Parts(phi->getIncomingValue(n));
      for (size_t i = 0; i < parts.size(); ++i) {
        llvm::cast<PHINode>(parts[i])->addIncoming(from[i],
                                                   phi->getIncomingBlock(n));
      }
    }
  }

  // Somebody takes one part (or some that are no references).
  void ReplaceSingle(ExtractValueInst& part) {
    if (part.getType()->isAggregateType()) {
      Value* whole = Build(part.getType(), Compute(&part), part);
      part.replaceAllUsesWith(whole);
    } else {
      part.replaceAllUsesWith(Compute(&part)[0]);
    }
    part.eraseFromParent();
  }

  // Somebody needs the whole.
  void PutTogether(Instruction& whole) {
    for (llvm::Use& use : llvm::make_early_inc_range(whole.uses())) {
      auto* user = llvm::cast<Instruction>(use.getUser());
      if (IsRebuilt(user)) continue;
      use.set(Build(whole.getType(), Parts(&whole), *user));
    }
  }

  static Value* Build(Type* type, const PartList& parts, Instruction& at) {
    llvm::IRBuilder<> b(&at);
    Value* whole = llvm::PoisonValue::get(type);
    const llvm::SmallVector<Path, 4> paths = Paths(type);
    for (size_t n = 0; n < paths.size(); ++n) {
      whole = b.CreateInsertValue(whole, parts[n], paths[n]);
    }
    return whole;
  }

  Function& f_;
  llvm::SetVector<Instruction*> all_;
  llvm::DenseMap<Value*, PartList> parts_;
  llvm::SmallVector<PHINode*, 4> merged_;
};

}  // namespace

void TakeAggregatesApart(Function& f) {
  Aggregates aggregates(f);
  if (aggregates.Separated()) aggregates.TakeApart();
}

}  // namespace pagurus
