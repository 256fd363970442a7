#include "compiler/ir/arena.h"

#include <algorithm>

#include "arch/x86_64/offsets.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace pagurus {

namespace {

using llvm::IRBuilderBase;
using llvm::Type;
using llvm::Value;

static_assert(PAG_TLS_G == 0, "the text below reads pag_tls's first field");
constexpr char kLoadG[] = "movq %fs:pag_tls@tpoff, $0";

// The current G.  It is the same during a whole activation, but the thread,
// and with it %fs, need not be: read it anew at each place.
Value* EmitG(IRBuilderBase& b) {
  auto* type = llvm::FunctionType::get(b.getPtrTy(), false);
  llvm::CallInst* g =
      b.CreateCall(type, llvm::InlineAsm::get(type, kLoadG, "=r", false));
  g->setDoesNotThrow();
  return g;
}

Value* EmitField(IRBuilderBase& b, Value* g, uint64_t offset) {
  return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), g, offset);
}

}  // namespace

Value* EmitArenaMark(IRBuilderBase& b) {
  return b.CreateLoad(b.getInt64Ty(), EmitField(b, EmitG(b), PAG_G_ARENA_CUR),
                      "arena.cur");
}

void EmitArenaRelease(IRBuilderBase& b, Value* mark) {
  b.CreateStore(mark, EmitField(b, EmitG(b), PAG_G_ARENA_CUR));
}

Value* EmitArenaAllocation(llvm::Instruction* before, Value* bytes,
                           llvm::Align align, const llvm::Twine& name) {
  llvm::IRBuilder<> b(before);
  Type* i64 = b.getInt64Ty();
  Value* g = EmitG(b);
  Value* cur = b.CreateLoad(i64, EmitField(b, g, PAG_G_ARENA_CUR));
  Value* end = b.CreateLoad(i64, EmitField(b, g, PAG_G_ARENA_END));
  auto round_up = [&](Value* v, uint64_t to) {
    return b.CreateAnd(b.CreateAdd(v, b.getInt64(to - 1)), b.getInt64(-to));
  };
  const uint64_t alignment = std::max(align.value(), kArenaAlignment);
  Value* start = alignment > kArenaAlignment ? round_up(cur, alignment) : cur;
  Value* next = b.CreateAdd(start, round_up(bytes, kArenaAlignment));
  Value* fits = b.CreateICmpULE(next, end);
  if (!llvm::isa<llvm::ConstantInt>(bytes)) {
    // A size that is absurd could wrap around; the slow path reports it.
    constexpr uint64_t kAddressSpace = uint64_t{1} << 47;
    fits = b.CreateAnd(fits, b.CreateICmpULT(bytes, b.getInt64(kAddressSpace)));
  }
  llvm::Instruction *fast, *slow;
  llvm::SplitBlockAndInsertIfThenElse(
      fits, before, &fast, &slow,
      llvm::MDBuilder(b.getContext()).createLikelyBranchWeights());
  b.SetInsertPoint(fast);
  b.CreateStore(next, EmitField(b, g, PAG_G_ARENA_CUR));
  Value* from_fast = b.CreateIntToPtr(start, b.getPtrTy());
  b.SetInsertPoint(slow);
  llvm::FunctionCallee grow = before->getModule()->getOrInsertFunction(
      "__pag_arena_grow", b.getPtrTy(), i64, i64);
  llvm::CallInst* from_slow =
      b.CreateCall(grow, {bytes, b.getInt64(alignment)});
  from_slow->setDoesNotThrow();
  b.SetInsertPoint(before->getParent(), before->getParent()->begin());
  llvm::PHINode* address = b.CreatePHI(b.getPtrTy(), 2, name);
  address->addIncoming(from_fast, fast->getParent());
  address->addIncoming(from_slow, slow->getParent());
  return address;
}

}  // namespace pagurus
