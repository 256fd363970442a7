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
//
// Behind the bits of the homes are those of reference homes.  Nothing but loads
// and stores at constant distances from SP refers to these: reference_homes.h
// has seen to it, while it could still tell one frame object from another.  Words
// of locals that are references are live at all safepoints.
//
// What is live when the function is entered, and not stored first, would be
// read, or shown to the collector, as it was left by whoever used the stack
// before: `unwritten` gets the reference homes of which that cannot be ruled
// out (I12), by their numbers among these.
llvm::DenseMap<const llvm::MachineInstr*, llvm::BitVector> LiveHomesAfter(
    llvm::MachineFunction& mf, const FunctionState& state,
    const StackDepth& depth, llvm::BitVector& unwritten);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_HOME_LIVENESS_H_
