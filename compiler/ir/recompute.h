// Step 1 of homing: derived pointers are recomputed where they are needed.
#ifndef PAGURUS_COMPILER_IR_RECOMPUTE_H_
#define PAGURUS_COMPILER_IR_RECOMPUTE_H_

#include "compiler/ir/safepoints.h"
#include "llvm/IR/Function.h"

namespace pagurus {

// After this, no pointer derived from `roots` lives across a safepoint except
// roots and the values returned: merged bases, which need homes.  With
// `sink_conversions` no integer that one has been turned into does either.
llvm::SmallVector<llvm::Instruction*, 8> RecomputeDerivedPointers(
    llvm::Function& f, llvm::ArrayRef<llvm::Value*> roots,
    const SafepointMap& safepoints, bool sink_conversions = true);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_RECOMPUTE_H_
