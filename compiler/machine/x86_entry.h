// The code of a managed function's entry points (docs/abi.md, section 2).
//
// It runs before the frame is made: r11 and the flags are all it may change.
#ifndef PAGURUS_COMPILER_MACHINE_X86_ENTRY_H_
#define PAGURUS_COMPILER_MACHINE_X86_ENTRY_H_

#include <cstdint>

#include "llvm/CodeGen/MachineBasicBlock.h"
#include "llvm/MC/MCSymbol.h"

namespace pagurus {

// Puts `label` in front of `where`.
void AddLabel(llvm::MachineBasicBlock& block,
              llvm::MachineBasicBlock::iterator where, llvm::MCSymbol* label);

// The prologue check for a frame of `size` bytes, which falls through to
// whatever follows `entry`:
//
//   entry:  cmpq %fs:0x70, %rsp     or  leaq -size(%rsp), %r11
//           jbe more                    cmpq %fs:0x70, %r11; jbe more
//   more:   call __pag_morestack; jmp body
void EmitCheck(llvm::MachineBasicBlock& entry, llvm::MachineBasicBlock& more,
               llvm::MachineBasicBlock& body, int64_t size);

// The callback entry, which falls through to `entry`, whose address is
// `entry_label`:
//
//   first:  fs fs cmpq $0, %fs:0x70; je slow
//   slow:   (movq $-1, %r10)  leaq entry(%rip), %r11; jmp __pag_callback
//
// The two prefixes change nothing: they make the first four bytes
// PAG_ENTRY_MARK, by which a gate knows a managed function.
void EmitCallbackEntry(llvm::MachineBasicBlock& first,
                       llvm::MachineBasicBlock& slow,
                       llvm::MachineBasicBlock& entry,
                       llvm::MCSymbol* entry_label, bool variadic);

// For callers that do not know that the function is variadic:
//
//   foo.pag:  xorl %r10d, %r10d; jmp foo.pags
void EmitVariadicStub(llvm::MachineBasicBlock& stub,
                      llvm::MachineBasicBlock& entry, llvm::MCSymbol* label);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_X86_ENTRY_H_
