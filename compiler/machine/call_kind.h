// What a call instruction calls, after CallLowering.
#ifndef PAGURUS_COMPILER_MACHINE_CALL_KIND_H_
#define PAGURUS_COMPILER_MACHINE_CALL_KIND_H_

#include "llvm/ADT/StringRef.h"
#include "llvm/CodeGen/MachineInstr.h"

namespace pagurus {

// The forms of docs/abi.md, section 3.
enum class CallKind {
  kManagedLocal,  // `call foo`: local managed function without other names
  kManagedName,   // `call foo.pag`, `call foo.pags`
  kNativeOnly,    // `call pow.pagn`
  kGate,          // `call __pag_gate`, `call __pag_gate_s`
  kRuntime,       // any other `__pag_*`
  kLeaf,          // `call memcpy`
  kUnknown,       // nothing that managed code may call (I6)
};

// The kind of a call or tail call whose callee is an operand.  A call through
// a register or memory is kUnknown.
CallKind ClassifyCall(const llvm::MachineInstr& call);

// The symbol that a kind other than kManagedLocal calls; empty for others.
llvm::StringRef CalleeSymbol(const llvm::MachineInstr& call);

// True when the goroutine's stack may move during `call`.
bool IsSafepoint(const llvm::MachineInstr& call);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_CALL_KIND_H_
