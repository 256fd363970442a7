// Parses IR in unit tests.
#ifndef PAGURUS_COMPILER_IR_TEST_IR_H_
#define PAGURUS_COMPILER_IR_TEST_IR_H_

#include <memory>

#include "gtest/gtest.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"

namespace pagurus {

class IrTest : public testing::Test {
 protected:
  llvm::Module& Parse(llvm::StringRef text) {
    llvm::SMDiagnostic problem;
    module_ = llvm::parseAssemblyString(text, problem, context_);
    if (module_ == nullptr) {
      ADD_FAILURE() << problem.getMessage().str()
                    << " in: " << problem.getLineContents().str();
      abort();
    }
    return *module_;
  }

  llvm::Function& F(llvm::StringRef name) {
    return *module_->getFunction(name);
  }

  // The argument or instruction of that name.
  llvm::Value* V(llvm::Function& f, llvm::StringRef name) {
    for (llvm::Argument& a : f.args()) {
      if (a.getName() == name) return &a;
    }
    for (llvm::Instruction& i : llvm::instructions(f)) {
      if (i.getName() == name) return &i;
    }
    ADD_FAILURE() << "no value " << name.str();
    abort();
  }
  llvm::Instruction* I(llvm::Function& f, llvm::StringRef name) {
    return llvm::cast<llvm::Instruction>(V(f, name));
  }

 private:
  llvm::LLVMContext context_;
  std::unique_ptr<llvm::Module> module_;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_TEST_IR_H_
