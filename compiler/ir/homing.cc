#include "compiler/ir/homing.h"

#include "compiler/callees.h"
#include "compiler/ir/differences.h"
#include "compiler/ir/homer.h"
#include "compiler/ir/recompute.h"
#include "compiler/ir/safepoints.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"

namespace pagurus {

namespace {

using llvm::AllocaInst;
using llvm::Argument;
using llvm::Function;
using llvm::Instruction;
using llvm::Value;

// Tells the machine passes which registers or stack slots may hold a pointer
// into the stack when the function is entered.
void MarkEntry(Function& f, llvm::ArrayRef<Argument*> tracked) {
  llvm::IRBuilder<> b(EntryTop(f));
  b.SetCurrentDebugLocation(llvm::DebugLoc());
  auto* type = llvm::FunctionType::get(
      b.getVoidTy(), {llvm::PointerType::getUnqual(f.getContext())}, false);
  for (Argument* a : tracked) {
    b.CreateCall(type, llvm::InlineAsm::get(type, kEntryMarker, "r", true),
                 {a});
  }
}

}  // namespace

Homing HomePointers(Function& f, const EscapeAnalysis& escape) {
  llvm::SmallVector<Value*, 16> roots;
  llvm::SmallVector<Argument*, 8> tracked;
  for (Argument& a : f.args()) {
    if (!escape.IsTracked(a) || a.use_empty()) continue;
    tracked.push_back(&a);
    roots.push_back(&a);
    // Its copies come back from a home, which looks like somewhere else.
    a.removeAttr(llvm::Attribute::NoAlias);
  }
  for (Instruction& i : f.getEntryBlock()) {
    if (llvm::isa<AllocaInst>(i)) roots.push_back(&i);
  }
  Homing result;
  const SafepointMap safepoints(f);
  if (!roots.empty() && !safepoints.empty()) {
    llvm::SmallVector<Value*, 16> bases(tracked.begin(), tracked.end());
    llvm::append_range(bases, RecomputeDerivedPointers(f, roots, safepoints));
    result = Homer(f, safepoints).Run(bases);
    for (auto& [reload, base] : result.reloads) roots.push_back(reload);
    FenceDifferences(roots);
  }
  MarkEntry(f, tracked);
  return result;
}

}  // namespace pagurus
