// The code of a managed function's entry points (docs/abi.md, section 2).
//
// It runs before the frame is made: r11 and the flags are all it may change.
//
// A function that pointers and native code reach has the same entry for them
// as for managed callers where it has a prologue check of its own: native
// code's guard word is 0, which no check passes, so it is the cold path that
// tells who came (arch/x86_64/guard.h).  The first four bytes of that entry
// are PAG_ENTRY_MARK, by which a gate knows a managed function.
#ifndef PAGURUS_COMPILER_MACHINE_X86_ENTRY_H_
#define PAGURUS_COMPILER_MACHINE_X86_ENTRY_H_

#include <cstdint>

#include "llvm/CodeGen/MachineBasicBlock.h"
#include "llvm/MC/MCSymbol.h"

namespace pagurus {

// Puts `label` in front of `where`.
void AddLabel(llvm::MachineBasicBlock& block,
              llvm::MachineBasicBlock::iterator where, llvm::MCSymbol* label);

// Whether the check for a frame of `size` bytes can begin with the mark.
bool CanMarkCheck(int64_t size);

// The prologue check for a frame of `size` bytes, which falls through to
// whatever follows `entry`:
//
//   entry:  cmpq %fs:0x70, %rsp     or  leaq -size(%rsp), %r11
//           jno failed                  cmpq %fs:0x70, %r11; jno failed
//
// `marked`: begins with the mark, by two prefixes that change nothing.
void EmitCheck(llvm::MachineBasicBlock& entry, llvm::MachineBasicBlock& failed,
               int64_t size, bool marked);

// Makes room and goes to `body`: behind the check, because there is room after
// a growth, and a forced move must not be asked for twice.
//
//   more:   call __pag_morestack; jmp body
void EmitMore(llvm::MachineBasicBlock& more, llvm::MachineBasicBlock& body);

// Tells native callers, and falls through for others:
//
//   block:  cmpq $0, %fs:0x70; je slow
//
// `marked`: as in EmitCheck.
void EmitNativeTest(llvm::MachineBasicBlock& block,
                    llvm::MachineBasicBlock& slow, bool marked);

// For native callers of the function whose managed entry is `entry_label`:
//
//   slow:   (movq $-1, %r10)  leaq entry(%rip), %r11; jmp __pag_callback
void EmitCallback(llvm::MachineBasicBlock& slow, llvm::MCSymbol* entry_label,
                  bool variadic);

// The mark, as an instruction that does nothing; falls through.
void EmitMark(llvm::MachineBasicBlock& block);

// For callers that do not know that the function is variadic:
//
//   foo.pag:  xorl %r10d, %r10d; jmp foo.pags
void EmitVariadicStub(llvm::MachineBasicBlock& stub,
                      llvm::MachineBasicBlock& entry, llvm::MCSymbol* label);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_X86_ENTRY_H_
