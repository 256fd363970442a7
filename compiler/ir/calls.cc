#include "compiler/ir/calls.h"

#include "compiler/ir/safepoints.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/DerivedTypes.h"

namespace pagurus {

using llvm::CallBase;
using llvm::Function;
using llvm::Type;

bool MayPassOnStack(const CallBase& call) {
  constexpr unsigned kIntegerRegisters = 6, kVectorRegisters = 8;
  unsigned integers = 0, vectors = 0;
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    if (call.isByValArgument(i)) return true;
    if (call.paramHasAttr(i, llvm::Attribute::Nest)) continue;
    const Type* type = call.getArgOperand(i)->getType();
    if (type->isPointerTy()) {
      ++integers;
    } else if (type->isIntegerTy()) {
      integers += (type->getIntegerBitWidth() + 63) / 64;
    } else if (type->isFloatTy() || type->isDoubleTy() || type->isHalfTy()) {
      ++vectors;
    } else if (type->isVectorTy() && !type->isScalableTy() &&
               type->getPrimitiveSizeInBits().getFixedValue() == 128) {
      ++vectors;
    } else {
      return true;  // x86_fp80, aggregates, vectors of unusual width
    }
  }
  return integers > kIntegerRegisters || vectors > kVectorRegisters;
}

Function* NamedCallee(const CallBase& call) {
  return llvm::dyn_cast<Function>(call.getCalledOperand());
}

Function* ExactCallee(const CallBase& call) {
  Function* f = NamedCallee(call);
  if (f == nullptr || !IsManagedDefinition(*f) || !f->hasExactDefinition() ||
      f->isVarArg() || f->getFunctionType() != call.getFunctionType()) {
    return nullptr;
  }
  return f;
}

bool KeepsNoAddress(const CallBase& call, unsigned n) {
  const Function* f = NamedCallee(call);
  return f != nullptr && f->getFunctionType() == call.getFunctionType() &&
         KeepsNoAddress(*f, n);
}

bool MayGoThroughGate(const CallBase& call) {
  const Function* f = NamedCallee(call);
  return f == nullptr || !IsManagedDefinition(*f) || f->isInterposable();
}

bool IsSetjmpName(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases("setjmp", "_setjmp", "sigsetjmp", "__sigsetjmp", true)
      .Cases("__pag_setjmp", "__pag_sigsetjmp", true)
      .Default(false);
}

bool IsLongjmpName(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases("longjmp", "_longjmp", "siglongjmp", "__longjmp_chk", true)
      .Cases("__libc_longjmp", "__libc_siglongjmp", "__pag_longjmp", true)
      .Default(false);
}

}  // namespace pagurus
