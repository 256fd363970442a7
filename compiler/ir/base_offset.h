// Every tracked pointer as base + integer offset.
//
// Homing cannot keep a derived pointer in a home: the optimiser turns `a[i+k]`
// into a hoisted `a+k`, far outside the stack, where the mover cannot recognise
// it.  A base it always can.  Bases are
//
//   * movable locals: their addresses are recomputed at each use and need no
//     home at all;
//   * tracked parameters;
//   * phis and selects of different bases ("merged bases").
//
// Which phis are merged bases is found with an optimistic lattice, as compilers
// find the base pointers of derived heap references: a phi whose inputs all
// have the same base has that base too, and only its offset becomes a phi.
#ifndef PAGURUS_COMPILER_IR_BASE_OFFSET_H_
#define PAGURUS_COMPILER_IR_BASE_OFFSET_H_

#include <utility>

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/ValueHandle.h"

namespace pagurus {

class BaseOffset {
 public:
  // `roots`: movable locals and tracked parameters of `f`.
  BaseOffset(llvm::Function& f, llvm::ArrayRef<llvm::Value*> roots);

  // The values computed from the roots, operands before users except around
  // loops.  Roots are not among them.
  llvm::ArrayRef<llvm::Instruction*> derived() const {
    return derived_.getArrayRef();
  }

  // True if `v` is computed from a root.
  bool IsDerived(const llvm::Value* v) const {
    return base_.find(const_cast<llvm::Value*>(v)) != base_.end();
  }

  // True if `v` is a merged base that is its own base: recomputing it from
  // something else would gain nothing.
  bool IsOwnBase(llvm::Value* v) const { return identity_.contains(v); }

  // Says which derived values will be rewritten; all others keep their pointer,
  // which is current wherever it is used.  Call it before Base and Offset.
  void SetRewritten(llvm::DenseSet<llvm::Instruction*> rewritten) {
    rewritten_ = std::move(rewritten);
  }

  // `v`'s base and offset (i64) as values that are available wherever `v` is.
  // The first request for a value inserts what is missing next to its
  // definition; a base that is inserted appears in merged_bases().  Both read
  // the operands of derived values: ask before rewriting any.
  llvm::Value* Base(llvm::Value* v);
  llvm::Value* Offset(llvm::Value* v);

  // Phis and selects that merge bases: existing ones that are their own base
  // and those that Base() has inserted.
  llvm::ArrayRef<llvm::Instruction*> merged_bases() const {
    return merged_bases_.getArrayRef();
  }
  // Everything that Base() and Offset() have inserted.
  llvm::ArrayRef<llvm::Instruction*> inserted() const { return inserted_; }

 private:
  void CollectDerived(llvm::ArrayRef<llvm::Value*> roots);
  void FindBases();
  void FindOwnBases();
  llvm::Value* Lookup(llvm::Value* v) const;
  llvm::Value* Meet(llvm::Instruction* i) const;
  llvm::Value* MergedBase(llvm::Instruction* i);
  llvm::Value* OffsetAt(llvm::Value* v, llvm::Instruction* point);
  bool NeedsDifference(llvm::Value* v) const;
  template <typename T>
  T* Inserted(T* i) {
    inserted_.push_back(i);
    return i;
  }

  llvm::Function& f_;
  llvm::DominatorTree dominators_;
  llvm::DenseSet<llvm::Value*> roots_;
  llvm::SetVector<llvm::Instruction*> derived_;
  // Derived value -> its base; itself for a merged base; null for "not yet
  // known", which unreachable cycles and undef inputs keep.
  llvm::DenseMap<llvm::Value*, llvm::Value*> base_;
  llvm::DenseSet<llvm::Value*> identity_;
  llvm::DenseSet<llvm::Instruction*> rewritten_;
  llvm::DenseMap<llvm::Value*, llvm::Value*> merged_value_;
  // Tracking: an offset phi turns out to be a constant after others used it.
  llvm::DenseMap<llvm::Value*, llvm::WeakTrackingVH> offset_;
  llvm::SetVector<llvm::Instruction*> merged_bases_;
  llvm::SmallVector<llvm::Instruction*, 16> inserted_;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_BASE_OFFSET_H_
