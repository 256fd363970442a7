// Facts about calls that several passes need.
#ifndef PAGURUS_COMPILER_IR_CALLS_H_
#define PAGURUS_COMPILER_IR_CALLS_H_

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"

namespace pagurus {

// True if arguments of `call` may be passed on the stack.  Errs on the side
// of true: the exact answer is known only to the calling convention's
// lowering.
bool MayPassOnStack(const llvm::CallBase& call);

// The managed definition in this module that `call` is certain to reach with
// the arguments as written: called directly, exact (the linker cannot put
// another file's copy in its place), of the call's own type.  Else null.
llvm::Function* ExactCallee(const llvm::CallBase& call);

// The function that `call` names, also when its type is not the call's.
llvm::Function* NamedCallee(const llvm::CallBase& call);

// True if `call` is one of a function that keeps nothing of where its argument
// `n` points (callees.h).
bool KeepsNoAddress(const llvm::CallBase& call, unsigned n);

// True if `call` may go through a gate: its callee is not certain to be managed
// code of this module (docs/abi.md, sections 2 and 3).
bool MayGoThroughGate(const llvm::CallBase& call);

// setjmp and its relatives; longjmp and its relatives.
bool IsSetjmpName(llvm::StringRef name);
bool IsLongjmpName(llvm::StringRef name);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_CALLS_H_
