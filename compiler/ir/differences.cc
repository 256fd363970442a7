#include "compiler/ir/differences.h"

#include "compiler/ir/pointer_uses.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"

namespace pagurus {

using llvm::Instruction;
using llvm::Value;

void FenceDifferences(llvm::ArrayRef<Value*> sources) {
  llvm::SetVector<Value*> pointers(sources.begin(), sources.end());
  llvm::SetVector<Instruction*> differences;
  for (size_t i = 0; i < pointers.size(); ++i) {
    for (llvm::User* user : pointers[i]->users()) {
      auto* instruction = llvm::cast<Instruction>(user);
      if (PassesPointerOn(*instruction) ||
          llvm::isa<llvm::PtrToIntInst>(instruction)) {
        pointers.insert(instruction);
      } else if (instruction->getOpcode() == Instruction::Sub) {
        differences.insert(instruction);
      }
    }
  }
  for (Instruction* difference : differences) {
    llvm::IRBuilder<> b(difference->getNextNode());
    b.SetCurrentDebugLocation(difference->getDebugLoc());
    llvm::Type* type = difference->getType();
    auto* asm_type = llvm::FunctionType::get(type, {type}, false);
    llvm::CallInst* fence = b.CreateCall(
        asm_type, llvm::InlineAsm::get(asm_type, "", "=r,0", true),
        {difference});
    fence->setDoesNotThrow();
    difference->replaceUsesWithIf(
        fence, [&](const llvm::Use& use) { return use.getUser() != fence; });
  }
}

}  // namespace pagurus
