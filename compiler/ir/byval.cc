#include <algorithm>

#include "compiler/ir/normalise.h"
#include "compiler/ir/safepoints.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/Local.h"

namespace pagurus {

using llvm::AllocaInst;
using llvm::Argument;
using llvm::CallInst;
using llvm::Function;
using llvm::Instruction;

void CopyByvalParameters(Function& f) {
  const llvm::DataLayout& dl = f.getParent()->getDataLayout();
  for (Argument& a : f.args()) {
    if (!a.hasByValAttr() || a.use_empty()) continue;
    llvm::Type* type = a.getParamByValType();
    const llvm::Align wanted =
        std::max(a.getParamAlign().valueOrOne(), dl.getABITypeAlign(type));
    // Whatever the source asked for, a stack argument lies at 8 or 16.
    const llvm::Align given = std::min(wanted, llvm::Align(8));
    llvm::IRBuilder<> b(&*f.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    AllocaInst* copy = b.CreateAlloca(type, nullptr, a.getName());
    copy->setAlignment(wanted);
    a.replaceAllUsesWith(copy);
    b.CreateMemCpy(copy, wanted, &a, given, dl.getTypeAllocSize(type));
  }
}

void NormaliseBody(Function& f) {
  llvm::removeUnreachableBlocks(f);
  llvm::BasicBlock& entry = f.getEntryBlock();
  // Code that is inserted below the allocas may split the entry block; an
  // alloca left in the second half would no longer be static.
  llvm::SmallVector<AllocaInst*, 16> allocas;
  for (Instruction& i : entry) {
    auto* alloca = llvm::dyn_cast<AllocaInst>(&i);
    if (alloca != nullptr && alloca->isStaticAlloca()) {
      allocas.push_back(alloca);
    }
  }
  auto position = entry.begin();
  for (AllocaInst* alloca : allocas) {
    if (alloca->getIterator() == position) {
      ++position;
    } else {
      alloca->moveBefore(entry, position);
    }
  }
  for (Instruction& i : llvm::make_early_inc_range(llvm::instructions(f))) {
    if (llvm::isa<llvm::BitCastInst>(i) &&
        i.getType() == i.getOperand(0)->getType()) {
      i.replaceAllUsesWith(i.getOperand(0));  // CodeGenPrepare leaves such
      i.eraseFromParent();
      continue;
    }
    auto* call = llvm::dyn_cast<CallInst>(&i);
    if (call != nullptr && llvm::isa<llvm::AssumeInst>(call)) {
      call->eraseFromParent();  // its bundles name pointers; nobody reads them
      continue;
    }
    if (call == nullptr || call->use_empty()) continue;
    const LeafRoutine* routine = LeafRoutineCalled(*call);
    if (routine != nullptr && routine->result == LeafResult::kFirstArgument) {
      call->replaceAllUsesWith(call->getArgOperand(0));
    }
  }
}

}  // namespace pagurus
