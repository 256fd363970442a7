#include "compiler/ir/leaf_definition.h"

#include "compiler/callees.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

namespace pagurus {
namespace {

using llvm::Instruction;
using llvm::Value;

// True if `user` puts `value`, or what can be told from it, where it outlives
// the call.  (Returning it is what the callers expect of some routines.)
bool Keeps(const Instruction& user, const Value& value) {
  if (const auto* store = llvm::dyn_cast<llvm::StoreInst>(&user)) {
    return store->getValueOperand() == &value;
  }
  if (llvm::isa<llvm::AtomicRMWInst, llvm::AtomicCmpXchgInst>(user)) {
    return user.getOperand(0) != &value || user.getOperand(1) == &value;
  }
  // Any other call is for FinalFrame to refuse.
  const auto* call = llvm::dyn_cast<llvm::CallBase>(&user);
  return call != nullptr && call->isInlineAsm();
}

// The first instruction that keeps an address derived from `argument`.
const Instruction* Keeper(const llvm::Argument& argument) {
  llvm::SmallVector<const Value*, 16> work = {&argument};
  llvm::SmallPtrSet<const Value*, 16> seen;
  while (!work.empty()) {
    const Value* value = work.pop_back_val();
    if (!seen.insert(value).second) continue;
    for (const llvm::User* user : value->users()) {
      const auto& i = *llvm::cast<Instruction>(user);
      if (Keeps(i, *value)) return &i;
      // What is loaded, or found by comparing, says nothing of the address.
      if (!llvm::isa<llvm::LoadInst, llvm::CmpInst>(i)) work.push_back(&i);
    }
  }
  return nullptr;
}

}  // namespace

bool IsLeafDefinition(const llvm::Function& f) {
  return IsManagedDefinition(f) && !f.hasLocalLinkage() &&
         LeafRoutineOf(f) != nullptr;
}

void MarkLeafDefinitions(llvm::Module& m) {
  for (llvm::Function& f : m) {
    if (IsLeafDefinition(f)) f.addFnAttr(kReferencesAttr);
  }
}

void RefuseLeafDefinitionsThatKeep(const llvm::Module& m, Refusals& refusals) {
  for (const llvm::Function& f : m) {
    if (!IsLeafDefinition(f)) continue;
    for (const llvm::Argument& a : f.args()) {
      if (!a.getType()->isPointerTy()) continue;
      if (const Instruction* keeper = Keeper(a)) {
        refusals.Add(*keeper,
                     "a C library routine that managed code calls without a "
                     "gate keeps the address it is given (I1); rename it or "
                     "compile it as native code");
      }
    }
  }
}

}  // namespace pagurus
