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
    case 'v':
      return type.isVoidTy();
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

// Runtime calls and their types, as in leaf_routines.h (v: void); the second
// parameter of each is an element of a channel.
constexpr struct {
  std::string_view name, type;
} kChannelCalls[] = {
    {"pag_chan_send", "vpp"},      {"pag_chan_recv", "ipp"},
    {"pag_chan_send_for", "ippz"}, {"pag_chan_recv_for", "ippz"},
    {"pag_chan_try_send", "ipp"},  {"pag_chan_try_recv", "ipp"},
};

}  // namespace

bool KeepsNoAddress(const llvm::Function& f, unsigned n) {
  if (n != 1 || !f.isDeclaration()) return false;
  for (const auto& call : kChannelCalls) {
    if (f.getName() == llvm::StringRef(call.name)) {
      return HasType(*f.getFunctionType(), call.type);
    }
  }
  return false;
}

const LeafRoutine* LeafRoutineOf(const llvm::Function& f) {
  const LeafRoutine* routine = LeafRoutineCalled(f.getName());
  return routine && HasType(*f.getFunctionType(), routine->type) ? routine
                                                                 : nullptr;
}

const LeafRoutine* LeafRoutineFor(const llvm::Function& f,
                                  const llvm::Function& caller) {
  const LeafRoutine* routine = LeafRoutineOf(f);
  // The runtime's own mean what they say anywhere.
  if (!routine || IsRuntimeEntry(f.getName())) return routine;
  if (caller.hasFnAttribute("no-builtins") ||
      caller.hasFnAttribute(("no-builtin-" + f.getName()).str()))
    return nullptr;
  return routine;
}

}  // namespace pagurus
