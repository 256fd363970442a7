// Which homes a function may still read after each of its safepoints.
#ifndef PAGURUS_COMPILER_MACHINE_HOME_LIVENESS_H_
#define PAGURUS_COMPILER_MACHINE_HOME_LIVENESS_H_

#include "compiler/machine/module_state.h"
#include "compiler/machine/stack_depth.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace pagurus {

// The homes that are live after each safepoint of `mf`: a backward data flow
// over the loads and stores that final code makes to the homes array.  What
// reads homes in another way (or not provably only one of them) keeps all of
// them it may read alive; a function that calls something that returns twice
// keeps all homes alive at all safepoints, because control may come back to the
// first return from any of them.
llvm::DenseMap<const llvm::MachineInstr*, llvm::BitVector> LiveHomesAfter(
    llvm::MachineFunction& mf, const FunctionState& state,
    const StackDepth& depth);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_HOME_LIVENESS_H_
