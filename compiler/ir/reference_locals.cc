#include "compiler/ir/diagnostics.h"
#include "compiler/ir/homer.h"
#include "compiler/ir/reference_types.h"
#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace pagurus {

namespace {

using llvm::AllocaInst;
using llvm::Function;
using llvm::Instruction;
using llvm::Type;

constexpr uint64_t kHeapAlignment = 16;

// Why `alloca` cannot become an object on the heap; empty if it can.
std::string WhyNotOnTheHeap(const AllocaInst& alloca) {
  if (!alloca.isStaticAlloca()) return "size is known only at run time";
  if (alloca.getAlign().value() > kHeapAlignment) {
    return "alignment is more than 16";
  }
  return "";
}

void MoveToHeap(AllocaInst& alloca, TypeDescriptors& types) {
  Function& f = *alloca.getFunction();
  llvm::Module& m = *f.getParent();
  Type* type = alloca.getAllocatedType();
  const auto* count = llvm::cast<llvm::ConstantInt>(alloca.getArraySize());
  if (!count->isOne()) type = llvm::ArrayType::get(type, count->getZExtValue());

  llvm::IRBuilder<> b(EntryTop(f));
  // A call needs a place in the source if the function has one.
  llvm::DebugLoc where;
  if (llvm::DISubprogram* program = f.getSubprogram()) {
    where =
        llvm::DILocation::get(f.getContext(), program->getLine(), 0, program);
  }
  b.SetCurrentDebugLocation(where);
  Type* reference = b.getPtrTy(kReferenceSpace);
  llvm::CallInst* object = b.CreateCall(
      m.getOrInsertFunction("pag_alloc", llvm::FunctionType::get(
                                             reference, {b.getPtrTy()}, false)),
      {types.Of(type)}, alloca.getName() + ".object");
  // Alive as long as the function runs.
  AllocaInst* kept = new AllocaInst(reference, 0, alloca.getName() + ".kept",
                                    f.getEntryBlock().getFirstInsertionPt());
  b.CreateStore(object, kept, /*isVolatile=*/true);
  llvm::Value* address = b.CreateAddrSpaceCast(object, b.getPtrTy());
  for (llvm::User* user : llvm::make_early_inc_range(alloca.users())) {
    auto* i = llvm::cast<Instruction>(user);
    if (i->isLifetimeStartOrEnd()) i->eraseFromParent();
  }
  alloca.replaceAllUsesWith(address);
  alloca.eraseFromParent();
}

}  // namespace

bool MoveEscapingReferences(llvm::Module& m, const EscapeAnalysis& escape,
                            Refusals& refusals) {
  TypeDescriptors types(m);
  bool moved = false;
  for (Function& f : m) {
    if (!IsManagedDefinition(f)) continue;
    llvm::SmallVector<AllocaInst*, 4> locals;
    for (Instruction& i : f.getEntryBlock()) {
      auto* alloca = llvm::dyn_cast<AllocaInst>(&i);
      if (alloca != nullptr && ContainsReference(alloca->getAllocatedType()) &&
          !escape.IsMovable(*alloca)) {
        locals.push_back(alloca);
      }
    }
    for (AllocaInst* alloca : locals) {
      llvm::BitVector words;
      std::string why = WhyNotOnTheHeap(*alloca);
      if (why.empty() && !ReferenceWords(alloca->getAllocatedType(),
                                         m.getDataLayout(), words)) {
        why = "references are not aligned";
      }
      if (!why.empty()) {
        refusals.Add(*alloca,
                     "a local with references can be neither in the "
                     "frame nor on the heap: its " +
                         why);
        continue;
      }
      MoveToHeap(*alloca, types);
      moved = true;
    }
  }
  return moved;
}

}  // namespace pagurus
