// What a write barrier notes, in its cold path.
#ifndef PAGURUS_COMPILER_IR_BARRIER_NOTES_H_
#define PAGURUS_COMPILER_IR_BARRIER_NOTES_H_

#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Instruction.h"

namespace pagurus {

// Before `at`: calls that note what is where `overwriting` will write, before
// any of them has.  Their addresses are known at `at`.
void InsertNotes(llvm::ArrayRef<llvm::Instruction*> overwriting,
                 llvm::Instruction* at);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_BARRIER_NOTES_H_
