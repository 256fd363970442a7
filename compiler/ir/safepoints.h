// Which calls are safepoints, and what lies between a definition and a use.
#ifndef PAGURUS_COMPILER_IR_SAFEPOINTS_H_
#define PAGURUS_COMPILER_IR_SAFEPOINTS_H_

#include "compiler/callees.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"

namespace pagurus {

// True if the goroutine's stack may move during `call` (docs/abi.md, section
// 4): every call except intrinsics, inline assembly, leaf routines and the
// pinned arena's slow path.
bool IsSafepoint(const llvm::Instruction& instruction);

// The libc leaf routine that `call` calls directly (leaf_routines.h); or null.
const LeafRoutine* LeafRoutineCalled(const llvm::CallBase& call);

// True if `f` is a definition that we compile as managed code.  Declarations,
// available_externally copies and naked functions are native code.
bool IsManagedDefinition(const llvm::Function& f);

// True if `f` calls a function that returns twice: after such a call, control
// may come back with everything that is not in memory as it was then.
bool CallsReturnsTwice(const llvm::Function& f);

// The instruction that `use` happens at: the user itself, or for a phi the
// terminator of the predecessor.
llvm::Instruction* UsePoint(const llvm::Use& use);

// The safepoints of one function, by block and in order.  Stays valid while
// instructions that are no safepoints are added or removed.
class SafepointMap {
 public:
  explicit SafepointMap(llvm::Function& f);

  bool empty() const { return empty_; }
  const llvm::SmallVector<llvm::Instruction*, 4>& In(
      const llvm::BasicBlock* block) const;
  bool Any(const llvm::BasicBlock* block) const { return !In(block).empty(); }

  // Number of safepoints in `at`'s block that come before `at` (exclusive).
  unsigned CountBefore(const llvm::Instruction* at) const;

 private:
  llvm::DenseMap<const llvm::BasicBlock*,
                 llvm::SmallVector<llvm::Instruction*, 4>>
      by_block_;
  bool empty_ = true;
};

// Where one SSA value is live, for a given set of its uses.  `def` is the
// value: an instruction, or an argument (defined before the entry block's
// first instruction).
class LiveRange {
 public:
  LiveRange(const SafepointMap& safepoints, llvm::Value* def,
            llvm::Function& f);

  // Extends the range from the definition to `use_point`.
  void AddUse(llvm::Instruction* use_point);

  bool LiveIn(const llvm::BasicBlock* block) const {
    return live_in_.count(block) != 0;
  }
  // True if the value is used after `at`, which need not be in the range.
  bool LiveAfter(const llvm::Instruction* at) const;

  // True if the value is used after safepoint `s` and was defined before it.
  bool LiveAcross(const llvm::Instruction* s) const;

  // True if on some path from the definition to `use_point` (which must have
  // been added) there is a safepoint strictly between the two.
  bool Separated(const llvm::Instruction* use_point);

 private:
  bool LiveOut(const llvm::BasicBlock* block) const;
  void ComputeSeparation();

  const SafepointMap& safepoints_;
  llvm::BasicBlock* def_block_;
  const llvm::Instruction* def_instruction_;  // null for an argument
  llvm::DenseMap<const llvm::BasicBlock*, bool> live_in_;
  // Block -> the last use in it.
  llvm::DenseMap<const llvm::BasicBlock*, const llvm::Instruction*> last_use_;
  // Blocks of the range at whose start a safepoint lies behind on some path.
  llvm::DenseMap<const llvm::BasicBlock*, bool> separated_in_;
  bool separation_valid_ = false;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_SAFEPOINTS_H_
