#include "compiler/callees.h"

#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Type.h"

namespace pagurus {
namespace {

bool IsOfKind(const llvm::Type& type, char kind) {
  switch (kind) {
    case 'p':
      return type.isPointerTy() && type.getPointerAddressSpace() == 0;
    case 'i':
      return type.isIntegerTy(32);
    case 'z':
      return type.isIntegerTy(64);
    case 'd':
      return type.isDoubleTy();
    case 'f':
      return type.isFloatTy();
  }
  return false;
}

bool HasType(const llvm::FunctionType& type, std::string_view kinds) {
  if (type.isVarArg() || type.getNumParams() + 1 != kinds.size()) return false;
  if (!IsOfKind(*type.getReturnType(), kinds[0])) return false;
  for (unsigned i = 0; i < type.getNumParams(); ++i)
    if (!IsOfKind(*type.getParamType(i), kinds[i + 1])) return false;
  return true;
}

}  // namespace

const LeafRoutine* LeafRoutineOf(const llvm::Function& f) {
  const LeafRoutine* routine = LeafRoutineCalled(f.getName());
  return routine && HasType(*f.getFunctionType(), routine->type) ? routine
                                                                 : nullptr;
}

const LeafRoutine* LeafRoutineFor(const llvm::Function& f,
                                  const llvm::Function& caller) {
  const LeafRoutine* routine = LeafRoutineOf(f);
  if (!routine || caller.hasFnAttribute("no-builtins") ||
      caller.hasFnAttribute(("no-builtin-" + f.getName()).str()))
    return nullptr;
  return routine;
}

}  // namespace pagurus
