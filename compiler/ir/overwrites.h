// Which memory an instruction overwrites, and whether a reference may have been
// there: what write barriers (write_barriers.h) are put before.
#ifndef PAGURUS_COMPILER_IR_OVERWRITES_H_
#define PAGURUS_COMPILER_IR_OVERWRITES_H_

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Type.h"
#include "llvm/IR/Value.h"
#include "llvm/Support/Alignment.h"

namespace pagurus {

// Memory that an instruction writes.
struct Overwrite {
  // Of its first byte; of a scatter a vector, the address of each lane.
  llvm::Value* address;
  // Of what is written, or null.
  llvm::Type* type = nullptr;
  // How many bytes; null if there is a type.
  llvm::Value* bytes = nullptr;
  llvm::Align alignment;
  // Which lanes of the vector `type` are written; null: all.
  llvm::Value* mask = nullptr;
  // The lanes are written one behind the other, without holes.
  bool compressed = false;
};

// What `i` writes, whatever was there.
llvm::SmallVector<Overwrite, 1> OverwritesOf(llvm::Instruction& i);

// True if all that the address may be is in locals.
bool IsOfLocal(const llvm::Value* address);

// True if `f` may overwrite a reference in memory that a collection looks at.
// Of a module with references.
bool OverwritesReferences(llvm::Function& f);

// Marks the instructions of `f` that may, for as long as it can be told whose
// memory it is: before locals get their places.
void MarkOverwrites(llvm::Function& f);
bool IsMarkedOverwrite(const llvm::Instruction& i);

// Calls of the C library that copy or fill memory become intrinsics, which are
// no safepoints, and overwrite what the module can see them overwrite.
void LowerMemoryCalls(llvm::Module& m);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_OVERWRITES_H_
