// Variadic definitions: the part of "pin" that keeps a va_list from pointing
// into a frame.
#ifndef PAGURUS_COMPILER_IR_VARARGS_H_
#define PAGURUS_COMPILER_IR_VARARGS_H_

#include "llvm/IR/Function.h"

namespace pagurus {

// True if `f` contains llvm.va_start.
bool UsesVaStart(const llvm::Function& f);

// Gives `f`, which uses va_start, the leading parameter `ptr nest`: r10, the
// number of bytes of stack arguments (docs/abi.md, section 6).  Returns the
// function that takes `f`'s place.
llvm::Function* AddStackBytesParameter(llvm::Function& f);

// After each va_start of `f` (which has that parameter), copies the register
// save area and the stack arguments to the pinned arena and lets the va_list
// point there.
void PinVariadicArguments(llvm::Function& f);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_VARARGS_H_
