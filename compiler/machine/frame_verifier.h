// The frame verifier: proves for the final machine code of a function that a
// move of the stack cannot hurt it.
//
// All other passes only try to keep stack addresses where the mover finds
// them.  LLVM's passes know nothing of that, and any of them may one day keep
// an address in a register where it does not belong.  So what was achieved is
// checked, in every compilation, on the very instructions that will run; what
// cannot be proved is not compiled (I10).  A pass that goes wrong then costs an
// error message, not somebody's memory.
//
// It is an abstract interpretation.  Every register and every byte of the frame
// is, at every place of the code, clean, a stack address of some kind, or stale
// (stack_value.h).  The instructions are followed along all paths until
// nothing changes, and then once more to see what they do:
//
//     foo:  …                          rdi: pointer (tracked argument)
//           movq %rdi, 8(%rsp)         home 0: ok, the mover looks there
//           leaq 16(%rsp), %rbx        rbx: pointer
//           callq bar.pag              rbx: stale        the stack moves
//           movq 8(%rsp), %rdi         rdi: pointer, rewritten by the mover
//           movl $1, (%rbx)            ✗ uses a stale address
//
// What it holds against a function:
//
//   I1  the use of a stale value, other than carrying it about; a stack address
//       stored anywhere but in the frame; one that is in a local variable at a
//       call, is returned (but for the address of a result), passed through a
//       function pointer (nobody knows what becomes of it) or given to inline
//       assembly (but for the marker that calls it fixed, docs/abi.md)
//   I3  a call with SP anywhere but at CFA − 8 − frame size; an SP that cannot
//       be followed, or that differs between two paths to one place; an access
//       below SP
//
// What it takes for granted, because other parts prove it: the entry map names
// every argument that may point into the stack (entry_map_check.h); memory outside of the frame
// holds no stack addresses (what this verifier proves for each function's
// stores, and escape analysis for its callers' locals); pointer arithmetic
// stays within an object (escape analysis and homing); a call's callee treats
// what it is given as its own map says; call targets are of allowed kinds
// (FinalFrame).
#ifndef PAGURUS_COMPILER_MACHINE_FRAME_VERIFIER_H_
#define PAGURUS_COMPILER_MACHINE_FRAME_VERIFIER_H_

#include <string>
#include <vector>

#include "compiler/machine/frame_facts.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace pagurus {

// Proves I1 and I3 for `mf`, which has been through all machine passes and has
// no prologue check yet.  Returns one "file:line: function: reason" per
// violation, in the order of the code; none if all is well.
std::vector<std::string> VerifyFrame(const llvm::MachineFunction& mf,
                                     const FrameFacts& facts);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_FRAME_VERIFIER_H_
