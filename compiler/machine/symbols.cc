#include "compiler/machine/symbols.h"

#include "compiler/callees.h"
#include "compiler/machine/module_state.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/MC/MCSymbol.h"
#include "llvm/Support/Casting.h"

namespace pagurus {

std::string SymbolName(const llvm::TargetMachine& tm,
                       const llvm::GlobalValue& value) {
  return tm.getSymbol(&value)->getName().str();
}

const llvm::Function* ExactManagedDefinition(const llvm::GlobalValue& value) {
  if (value.isDeclarationForLinker() ||
      llvm::GlobalValue::isInterposableLinkage(value.getLinkage()))
    return nullptr;
  const auto* f =
      llvm::dyn_cast_or_null<llvm::Function>(value.getAliaseeObject());
  return f && !f->isDeclarationForLinker() && IsManaged(*f) ? f : nullptr;
}

bool HasSuffixedNames(const llvm::GlobalValue& value) {
  if (llvm::isa<llvm::GlobalAlias>(value)) return true;
  return !value.hasLocalLinkage() ||
         llvm::cast<llvm::Function>(value).hasFnAttribute(kCallbackEntryAttr);
}

}  // namespace pagurus
