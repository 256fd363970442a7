// Addresses that belong to the thread, in code that may go on on another one.
//
// A goroutine that has waited, or was preempted, may run on another thread
// afterwards, so after every safepoint `&errno` and the address of a
// _Thread_local variable are other addresses than before.  LLVM takes them for
// constants of the function: it computes them once, hoists them out of loops
// and keeps them in callee-saved registers across calls.
//
// In functions with safepoints this pass computes them anew where they are used
// behind one, by code that nothing moves or merges: a thread-local variable's
// address by inline assembly (as for the initial-exec model, which the linker
// turns into local-exec), errno's by one more call of __errno_location.
//
// A thread-local address that the program itself keeps (in memory, or as one of
// several) stays what it was: it is a variable of the thread where it was
// taken.
#ifndef PAGURUS_COMPILER_IR_THREAD_ADDRESSES_H_
#define PAGURUS_COMPILER_IR_THREAD_ADDRESSES_H_

#include "llvm/IR/Function.h"

namespace pagurus {

void RenewThreadAddresses(llvm::Function& f);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_THREAD_ADDRESSES_H_
