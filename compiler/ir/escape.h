// Pass "escape": which locals may live in a frame that moves, and which
// parameters may point into one.
//
// Bottom-up question: *can* the callee keep the pointer it is given?  Solved
// as a greatest fixpoint over the module (start by assuming that no parameter
// escapes, then propagate from the uses that do escape), which is what
// iterating over strongly connected components from an optimistic start
// arrives at.
//
// Top-down question: *will* a parameter be given a pointer into the stack?
// Solved as a least fixpoint from the movable locals.  Only such parameters are
// tracked; all others, most of an ordinary program's, cost nothing.
//
// Who may rely on it: only a direct call of an exact definition in this module
// (calls.h, ExactCallee).  No attribute of the source (`nocapture`) is trusted:
// it allows copies in memory while the call lasts.
#ifndef PAGURUS_COMPILER_IR_ESCAPE_H_
#define PAGURUS_COMPILER_IR_ESCAPE_H_

#include <string>

#include "compiler/ir/pointer_uses.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace pagurus {

class EscapeAnalysis {
 public:
  explicit EscapeAnalysis(llvm::Module& m);

  // True if `alloca` can stay in the frame.
  bool IsMovable(const llvm::AllocaInst& alloca) const;
  // Why it cannot: the use, and text that reads on after "its ".
  const Escape& WhyPinned(const llvm::AllocaInst& alloca) const;
  // True if `parameter` may point into the goroutine's stack.
  bool IsTracked(const llvm::Argument& parameter) const {
    return tracked_.contains(&parameter);
  }

 private:
  void Classify(llvm::Function& f);
  void PropagateEscapes();
  void PropagateTracking();

  // In the module's order, so that results do not depend on addresses.
  llvm::MapVector<llvm::Value*, PointerUses> uses_;
  llvm::DenseSet<const llvm::Argument*> tracked_;
};

// True for an alloca that the frame can hold at all: static, and aligned to no
// more than the stack is.
bool FitsFrame(const llvm::AllocaInst& alloca);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_ESCAPE_H_
