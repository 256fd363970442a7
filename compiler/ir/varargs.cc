// At va_start the target makes a va_list
//
//     0  gp_offset   4  fp_offset   8  overflow_arg_area   16  reg_save_area
//
// whose two pointers lead into the frame: reg_save_area to the register
// arguments, which the prologue stored, overflow_arg_area to the variadic
// arguments that the caller pushed.  A va_list is passed around and copied
// freely, so no map could follow it.  The target therefore makes it in a
// scratch local; both areas are copied to the pinned arena, and the program's
// va_list gets the addresses of the copies.  The scratch local is cleared at
// once, so that no stack address is left in it at any call (I1).
#include "compiler/ir/varargs.h"

#include "compiler/callees.h"
#include "compiler/ir/arena.h"
#include "compiler/ir/normalise.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace pagurus {

using llvm::Function;
using llvm::Instruction;
using llvm::Value;

namespace {

constexpr uint64_t kGeneralRegistersBytes = 6 * 8;
constexpr uint64_t kVectorRegistersBytes = 8 * 16;
constexpr uint64_t kOverflowArea = 8;
constexpr uint64_t kRegisterSaveArea = 16;
constexpr uint64_t kVaListBytes = 24;

bool IsVaStart(const Instruction& i) {
  const auto* call = llvm::dyn_cast<llvm::IntrinsicInst>(&i);
  return call != nullptr && call->getIntrinsicID() == llvm::Intrinsic::vastart;
}

// The prologue saves vector registers only if the function may use them.
uint64_t RegisterSaveBytes(const Function& f) {
  const bool no_vectors =
      f.hasFnAttribute(llvm::Attribute::NoImplicitFloat) ||
      f.getFnAttribute("target-features").getValueAsString().contains("-sse,");
  return kGeneralRegistersBytes + (no_vectors ? 0 : kVectorRegistersBytes);
}

// Tells the frame verifier that `address` is on a stack that does not move.
Value* MarkFixed(llvm::IRBuilder<>& b, Value* address) {
  auto* marker = llvm::InlineAsm::get(
      llvm::FunctionType::get(b.getPtrTy(), {b.getPtrTy()}, false),
      kFixedMarker, "=r,0", /*hasSideEffects=*/false);
  llvm::CallInst* call = b.CreateCall(marker, {address});
  call->setDoesNotThrow();
  return call;
}

void PinAt(llvm::IntrinsicInst& va_start, Value* scratch, Value* stack_bytes) {
  Function& f = *va_start.getFunction();
  Value* va_list = va_start.getArgOperand(0);
  va_start.setArgOperand(0, scratch);
  llvm::IRBuilder<> b(va_start.getNextNode());
  auto field = [&](Value* list, uint64_t offset) {
    return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), list, offset);
  };
  auto take = [&](uint64_t offset) {
    Value* address = b.CreateLoad(b.getPtrTy(), field(scratch, offset));
    b.CreateStore(llvm::ConstantPointerNull::get(b.getPtrTy()),
                  field(scratch, offset));
    return address;
  };
  const uint64_t save_bytes = RegisterSaveBytes(f);
  b.CreateStore(b.CreateLoad(b.getInt64Ty(), scratch), va_list);
  Value* save = take(kRegisterSaveArea);
  Value* overflow = take(kOverflowArea);
  // r10 counts from the first stack argument; the named ones come first.
  // Their size is the distance to the word above the return address.
  llvm::FunctionCallee return_slot = llvm::Intrinsic::getDeclaration(
      f.getParent(), llvm::Intrinsic::addressofreturnaddress, {b.getPtrTy()});
  Value* first =
      b.CreateAdd(b.CreatePtrToInt(b.CreateCall(return_slot), b.getInt64Ty()),
                  b.getInt64(8));
  Value* named = b.CreateSub(b.CreatePtrToInt(overflow, b.getInt64Ty()), first);
  Value* total = b.CreatePtrToInt(stack_bytes, b.getInt64Ty());
  // -1: a native caller; we run on the system stack, where nothing moves.
  Value* unknown = b.CreateICmpEQ(total, b.getInt64(-1));
  Value* rest = b.CreateSelect(b.CreateICmpUGT(total, named),
                               b.CreateSub(total, named), b.getInt64(0));
  Value* variadic = b.CreateSelect(unknown, b.getInt64(0), rest, "va.bytes");
  // va_arg aligns the address of a long double: keep it as it is modulo 16.
  Value* stack_offset =
      b.CreateAdd(b.CreateAnd(named, b.getInt64(15)), b.getInt64(save_bytes));
  Instruction* next = &*b.GetInsertPoint();
  Value* copy = EmitArenaAllocation(next, b.CreateAdd(variadic, stack_offset),
                                    llvm::Align(kArenaAlignment), "va.area");
  b.SetInsertPoint(next);
  Value* stack_copy = b.CreateInBoundsGEP(b.getInt8Ty(), copy, stack_offset);
  b.CreateMemCpy(copy, llvm::Align(16), save, llvm::Align(8), save_bytes);
  // Most calls push nothing.
  Instruction* some = llvm::SplitBlockAndInsertIfThen(
      b.CreateICmpNE(variadic, b.getInt64(0)), next, /*Unreachable=*/false);
  b.SetInsertPoint(some);
  b.CreateMemCpy(stack_copy, llvm::Align(8), overflow, llvm::Align(8),
                 variadic);
  b.SetInsertPoint(next);
  b.CreateStore(copy, field(va_list, kRegisterSaveArea));
  b.CreateStore(b.CreateSelect(unknown, MarkFixed(b, overflow), stack_copy),
                field(va_list, kOverflowArea));
}

}  // namespace

bool UsesVaStart(const Function& f) {
  for (const Instruction& i : llvm::instructions(f)) {
    if (IsVaStart(i)) return true;
  }
  return false;
}

Function* AddStackBytesParameter(Function& f) {
  llvm::SmallVector<llvm::Type*, 8> params = {
      llvm::PointerType::getUnqual(f.getContext())};
  llvm::append_range(params, f.getFunctionType()->params());
  Function* g = ReplaceFunctionType(
      f, llvm::FunctionType::get(f.getReturnType(), params, true));
  g->addParamAttr(0, llvm::Attribute::Nest);
  g->getArg(0)->setName("stack.bytes");
  return g;
}

void PinVariadicArguments(Function& f) {
  llvm::SmallVector<llvm::IntrinsicInst*, 4> starts;
  for (Instruction& i : llvm::instructions(f)) {
    if (IsVaStart(i)) starts.push_back(llvm::cast<llvm::IntrinsicInst>(&i));
  }
  llvm::BasicBlock& entry = f.getEntryBlock();
  llvm::IRBuilder<> b(&entry, entry.begin());
  llvm::AllocaInst* scratch = b.CreateAlloca(
      llvm::ArrayType::get(b.getInt8Ty(), kVaListBytes), nullptr, "va.scratch");
  scratch->setAlignment(llvm::Align(16));
  for (llvm::IntrinsicInst* va_start : starts) {
    PinAt(*va_start, scratch, f.getArg(0));
  }
}

}  // namespace pagurus
