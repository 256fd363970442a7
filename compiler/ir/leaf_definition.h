// A program's own definition of a leaf routine (leaf_routines.h).
//
// Code in other files calls it as the library's: straight, and sure that the
// stack does not move meanwhile and that no argument is kept.  So it must be
// like that, or it is refused (I10).  Here: it keeps no argument.  FinalFrame:
// it calls nothing but other leaf routines and is content with the headroom.
#ifndef PAGURUS_COMPILER_IR_LEAF_DEFINITION_H_
#define PAGURUS_COMPILER_IR_LEAF_DEFINITION_H_

#include "compiler/ir/diagnostics.h"
#include "llvm/IR/Module.h"

namespace pagurus {

// After locals have been promoted to registers.
void RefuseLeafDefinitionsThatKeep(const llvm::Module& m, Refusals& refusals);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_LEAF_DEFINITION_H_
