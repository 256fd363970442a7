#include "compiler/machine/call_kind.h"

#include "compiler/callees.h"
#include "compiler/machine/module_state.h"
#include "llvm/CodeGen/MachineOperand.h"
#include "llvm/IR/Function.h"

namespace pagurus {
namespace {

const llvm::MachineOperand* CalleeOperand(const llvm::MachineInstr& call) {
  if (call.getNumOperands() == 0) return nullptr;
  const llvm::MachineOperand& op = call.getOperand(0);
  return op.isGlobal() || op.isSymbol() ? &op : nullptr;
}

}  // namespace

llvm::StringRef CalleeSymbol(const llvm::MachineInstr& call) {
  const llvm::MachineOperand* op = CalleeOperand(call);
  if (!op) return "";
  if (op->isSymbol()) return op->getSymbolName();
  llvm::StringRef name = op->getGlobal()->getName();
  name.consume_front("\1");
  return name;
}

CallKind ClassifyCall(const llvm::MachineInstr& call) {
  const llvm::MachineOperand* op = CalleeOperand(call);
  if (!op) return CallKind::kUnknown;
  llvm::StringRef name = CalleeSymbol(call);
  if (LeafRoutineCalled(name)) return CallKind::kLeaf;
  if (name == "__pag_gate" || name == "__pag_gate_s") return CallKind::kGate;
  if (op->isSymbol()) {
    if (name.ends_with(kManagedSuffix) || name.ends_with(kStackArgsSuffix))
      return CallKind::kManagedName;
    if (name.ends_with(kNativeOnlySuffix)) return CallKind::kNativeOnly;
  }
  if (IsRuntimeEntry(name)) return CallKind::kRuntime;
  if (const auto* f = llvm::dyn_cast_or_null<llvm::Function>(
          op->isGlobal() ? op->getGlobal() : nullptr)) {
    if (!f->isDeclaration() && f->hasLocalLinkage() && IsManaged(*f) &&
        !f->hasFnAttribute(kCallbackEntryAttr))
      return CallKind::kManagedLocal;
  }
  return CallKind::kUnknown;
}

bool IsSafepoint(const llvm::MachineInstr& call) {
  if (!call.isCall()) return false;
  switch (ClassifyCall(call)) {
    case CallKind::kLeaf:
    case CallKind::kNativeOnly:
      return false;
    case CallKind::kRuntime:
      return CalleeSymbol(call) != "__pag_arena_grow";
    default:
      return true;
  }
}

}  // namespace pagurus
