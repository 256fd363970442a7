// Integers that may be copies of references: their types, and which
// instructions pass them on unchanged (reference_copies.cc).
#ifndef PAGURUS_COMPILER_IR_COPIED_WORDS_H_
#define PAGURUS_COMPILER_IR_COPIED_WORDS_H_

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Type.h"

namespace pagurus {

// What `type` becomes: words of references.  Null if it is no such type.
llvm::Type* Retyped(llvm::Type* type);

// True if the value has one word, or is a vector of such: casts reach it.
bool IsWords(const llvm::Type* type);

// True for a ptrtoint of a reference that keeps the whole of it.
bool ConvertsReference(const llvm::Value* v);

// True for a word that an atomic exchange has returned.
bool IsAtomicWord(const llvm::Value* v);

// C says that this memory has integers.
bool IsCertainInteger(const llvm::LoadInst& load);

// True for an address in a local.
bool IsLocal(const llvm::Value* address);

// The operands of `i` that are one value with its result.
void ForEachConnected(llvm::Instruction& i,
                      llvm::function_ref<void(llvm::Use&)> visit);

// True if `use` is one of them.
bool Connects(const llvm::Use& use);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_COPIED_WORDS_H_
