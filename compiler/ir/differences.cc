#include "compiler/ir/differences.h"

#include "compiler/ir/pointer_uses.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"

namespace pagurus {

using llvm::Instruction;
using llvm::Value;

namespace {

// True if `i` is used behind a safepoint that follows it in its block.
bool IsUsedBehindSafepoint(const Instruction& i) {
  const Instruction* safepoint = i.getNextNode();
  while (safepoint != nullptr && !IsSafepoint(*safepoint)) {
    safepoint = safepoint->getNextNode();
  }
  return safepoint != nullptr &&
         llvm::any_of(i.users(), [&](const llvm::User* user) {
           const auto* at = llvm::cast<Instruction>(user);
           return at->getParent() != i.getParent() ||
                  llvm::isa<llvm::PHINode>(at) || safepoint->comesBefore(at);
         });
}

// `value`, by way of an empty assembly that `b` puts between the safepoints
// around it.
struct Fenced {
  Value* in;  // reads `value`, or is it
  llvm::CallInst* fence;
  Value* out;
};
Fenced EmitFence(llvm::IRBuilder<>& b, Value& value) {
  llvm::Type* type = value.getType();
  // A truth value has no register of its own size.
  llvm::Type* in_register = type->isIntegerTy(1) ? b.getInt8Ty() : type;
  auto* asm_type = llvm::FunctionType::get(in_register, {in_register}, false);
  Value* in = b.CreateZExt(&value, in_register);
  llvm::CallInst* fence = b.CreateCall(
      asm_type, llvm::InlineAsm::get(asm_type, "", "=r,0", true), {in});
  fence->setDoesNotThrow();
  return {in, fence, b.CreateTrunc(fence, type)};
}

// Nothing moves `value`'s computation over what this inserts behind it.
void Fence(Instruction& value) {
  llvm::IRBuilder<> b(value.getNextNode());
  b.SetCurrentDebugLocation(value.getDebugLoc());
  const Fenced f = EmitFence(b, value);
  value.replaceUsesWithIf(f.out, [&](const llvm::Use& use) {
    return use.getUser() != f.fence && use.getUser() != f.in;
  });
}

// Nothing computes `select` in front of the safepoint that precedes it.
void FenceCondition(llvm::SelectInst& select) {
  const Instruction* before = select.getPrevNode();
  while (before != nullptr && !IsSafepoint(*before)) {
    before = before->getPrevNode();
  }
  if (before == nullptr) return;
  llvm::IRBuilder<> b(&select);
  select.setCondition(EmitFence(b, *select.getCondition()).out);
}

}  // namespace

void FenceDifferences(llvm::ArrayRef<Value*> sources) {
  llvm::SetVector<Value*> pointers(sources.begin(), sources.end());
  llvm::SetVector<Instruction*> results;
  for (size_t i = 0; i < pointers.size(); ++i) {
    for (llvm::User* user : pointers[i]->users()) {
      auto* instruction = llvm::cast<Instruction>(user);
      if (PassesPointerOn(*instruction) ||
          llvm::isa<llvm::PtrToIntInst>(instruction)) {
        pointers.insert(instruction);
      } else if (instruction->getOpcode() == Instruction::Sub) {
        results.insert(instruction);
      } else if (llvm::isa<llvm::ICmpInst>(instruction) ||
                 instruction->getOpcode() == Instruction::And ||
                 instruction->getOpcode() == Instruction::Trunc) {
        if (IsUsedBehindSafepoint(*instruction)) results.insert(instruction);
      }
    }
  }
  for (Instruction* result : results) Fence(*result);
  for (Value* pointer : pointers) {
    if (auto* select = llvm::dyn_cast<llvm::SelectInst>(pointer)) {
      FenceCondition(*select);
    }
  }
}

}  // namespace pagurus
