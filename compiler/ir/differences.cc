#include "compiler/ir/differences.h"

#include "compiler/ir/pointer_uses.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"

namespace pagurus {

using llvm::Instruction;
using llvm::Value;

namespace {

// True if `i`, or something computed from it, may be used behind a safepoint:
// selection may then compute `i` there.
bool MaySinkBehindSafepoint(const Instruction& i) {
  for (const llvm::User* user : i.users()) {
    if (llvm::cast<Instruction>(user)->getParent() != i.getParent()) {
      return true;
    }
  }
  for (const Instruction* next = i.getNextNode(); next != nullptr;
       next = next->getNextNode()) {
    if (IsSafepoint(*next)) return true;
  }
  return false;
}

bool IsOnlyCompared(const Instruction& i) {
  return llvm::all_of(i.users(), [](const auto* user) {
    return llvm::isa<llvm::ICmpInst>(user);
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
  const unsigned bits = type->getPrimitiveSizeInBits().getFixedValue();
  const bool vector = type->isVectorTy();
  // A truth value has no register of its own size, and a short vector, or one
  // of truth values, has none at all: it passes as a number.
  llvm::Type* number =
      vector && bits != 0 && bits <= 64 ? b.getIntNTy(bits) : type;
  llvm::Type* in_register = number;
  if (number->isIntegerTy(1)) {
    in_register = b.getInt8Ty();
  } else if (vector && number != type) {
    in_register = b.getInt64Ty();
  }
  auto* asm_type = llvm::FunctionType::get(in_register, {in_register}, false);
  const char* constraint = in_register->isVectorTy() ? "=x,0" : "=r,0";
  Value* in = number == type ? &value : b.CreateBitCast(&value, number);
  Value* first = in;
  in = b.CreateZExt(in, in_register);
  if (first == &value) first = in;
  llvm::CallInst* fence = b.CreateCall(
      asm_type, llvm::InlineAsm::get(asm_type, "", constraint, true), {in});
  fence->setDoesNotThrow();
  Value* out = b.CreateTrunc(fence, number);
  return {first, fence, number == type ? out : b.CreateBitCast(out, type)};
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
  llvm::SetVector<llvm::SelectInst*> choices;
  for (size_t i = 0; i < pointers.size(); ++i) {
    for (llvm::User* user : pointers[i]->users()) {
      auto* instruction = llvm::cast<Instruction>(user);
      if (PassesPointerOn(*instruction) ||
          llvm::isa<llvm::PtrToIntInst, llvm::TruncInst>(instruction)) {
        // What is truncated is still part of an address; only its low bits,
        // masked, are a number.
        pointers.insert(instruction);
        if (auto* choice = llvm::dyn_cast<llvm::SelectInst>(instruction)) {
          choices.insert(choice);
        }
      } else if (llvm::isa<llvm::LoadInst>(instruction)) {
        // Selection makes a load of a choice out of a choice of two loads.
        for (llvm::User* of_loaded : instruction->users()) {
          if (auto* choice = llvm::dyn_cast<llvm::SelectInst>(of_loaded)) {
            choices.insert(choice);
          }
        }
      } else if (instruction->getOpcode() == Instruction::Sub) {
        results.insert(instruction);
      } else if (instruction->getOpcode() == Instruction::And &&
                 !IsOnlyCompared(*instruction)) {
        results.insert(instruction);
      } else if (llvm::isa<llvm::ICmpInst>(instruction) ||
                 instruction->getOpcode() == Instruction::And) {
        if (MaySinkBehindSafepoint(*instruction)) results.insert(instruction);
      }
    }
  }
  for (Instruction* result : results) Fence(*result);
  for (llvm::SelectInst* choice : choices) FenceCondition(*choice);
}

}  // namespace pagurus
