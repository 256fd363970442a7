// Write barriers: what compiled code does before it overwrites a reference
// while a collection is marking (docs/abi.md, section 4).
#ifndef PAGURUS_COMPILER_IR_WRITE_BARRIERS_H_
#define PAGURUS_COMPILER_IR_WRITE_BARRIERS_H_

#include "llvm/IR/Function.h"

namespace pagurus {

// Puts barriers before what MarkOverwrites has marked.  After homing: nothing
// may move a store, a safepoint or a poll afterwards.  A function with barriers
// counts as one that holds references (I12).
void InsertBarriers(llvm::Function& f);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_WRITE_BARRIERS_H_
