// pag_type (runtime/pagurus_gc.h), as the compiler writes it for types of its
// own making: of locals that go to the heap and of variables.
#ifndef PAGURUS_COMPILER_IR_REFERENCE_TYPES_H_
#define PAGURUS_COMPILER_IR_REFERENCE_TYPES_H_

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"

namespace pagurus {

class TypeDescriptors {
 public:
  explicit TypeDescriptors(llvm::Module& m) : m_(m) {}

  // `type` has references, at whole words.
  llvm::GlobalVariable* Of(llvm::Type* type);

 private:
  llvm::Module& m_;
  llvm::DenseMap<llvm::Type*, llvm::GlobalVariable*> made_;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_REFERENCE_TYPES_H_
