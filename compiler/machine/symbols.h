// Which names a managed function has (docs/abi.md, section 2).
#ifndef PAGURUS_COMPILER_MACHINE_SYMBOLS_H_
#define PAGURUS_COMPILER_MACHINE_SYMBOLS_H_

#include <string>

#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalValue.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {

// The symbol that `value` has in the object file.
std::string SymbolName(const llvm::TargetMachine& tm,
                       const llvm::GlobalValue& value);

// The managed function that a direct call of `value` is sure to reach, or one
// equivalent to it; null when the linker may choose something else (a
// declaration, an interposable definition) or when it is native code.
const llvm::Function* ExactManagedDefinition(const llvm::GlobalValue& value);

// True when `value`, whose ExactManagedDefinition exists, has the names with
// `.pag` and `.pags`.  A local function without callback entry has not: its
// own name is the managed entry.
bool HasSuffixedNames(const llvm::GlobalValue& value);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_SYMBOLS_H_
