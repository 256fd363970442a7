// A program's own definition of a leaf routine (leaf_routines.h).
//
// Code in other files calls it as the library's: straight, and sure that the
// stack does not move meanwhile and that no argument is kept.  So it must be
// like that, or it is refused (I10).  Here: it keeps no argument.  FinalFrame:
// it calls nothing but other leaf routines and is content with the headroom.
//
// Nor may a goroutine be stopped in it: the caller is not at a safepoint, has
// perhaps references in registers, and has looked whether what the routine
// overwrites must be noted (H6).  So it counts as a function that holds
// references: the signal that stops loops leaves it alone.  It has no polls,
// which a leaf cannot call (what it does is finite), and no barriers: its
// callers have them, and native code, the runtime too, calls it as it is.
#ifndef PAGURUS_COMPILER_IR_LEAF_DEFINITION_H_
#define PAGURUS_COMPILER_IR_LEAF_DEFINITION_H_

#include "compiler/ir/diagnostics.h"
#include "llvm/IR/Module.h"

namespace pagurus {

// True if `f` is one.
bool IsLeafDefinition(const llvm::Function& f);

// Has the runtime never stop a goroutine in one.
void MarkLeafDefinitions(llvm::Module& m);

// After locals have been promoted to registers.
void RefuseLeafDefinitionsThatKeep(const llvm::Module& m, Refusals& refusals);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_LEAF_DEFINITION_H_
