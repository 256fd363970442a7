// The vocabulary of the assembly.
//
// CFI.  Every function lets gdb and libunwind walk through each of its
// instructions, although some change stacks.  Where the caller's SP is stored
// in memory at OFFSET(%rsp), CFA_AT_SLOT says so.  A function whose frames may
// lie above their caller's (the system stack above the goroutine's) is a
// `.cfi_signal_frame`: otherwise gdb takes the walk for a corrupt stack.
// clang-format off: assembler
#ifndef PAGURUS_ARCH_X86_64_MACROS_H_
#define PAGURUS_ARCH_X86_64_MACROS_H_

#include "arch/sanitizers.h"
#include "arch/x86_64/offsets.h"

// A field of pag_tls, and the guard.
#define TLS(field) %fs:pag_tls@tpoff+PAG_TLS_##field
#define GUARD %fs:PAG_GUARD

// Native code: never runs managed, has no frame record.
.macro FUNCTION name
        .text
        .p2align 4
        .globl  \name
        .hidden \name
        .type   \name, @function
\name:
        .cfi_startproc
.endm

// The native entry of a runtime call that managed code has an entry of its own
// for.  Both must be in one file: an object that calls the managed entry also
// defines it weakly, as a gate to the native one, so it is the native name that
// makes the linker take this file from the archive, and the strong managed
// entry with it.
.macro NATIVE_ENTRY name, target
        .text
        .globl  \name
        .type   \name, @function
\name:
        .cfi_startproc
        jmp     \target
        .cfi_endproc
        .size   \name, .-\name
.endm

// A blocking runtime call pag_\name: managed code on a goroutine's stack comes
// to the operation __pag_\name\()_op on the system stack (block.S); everything
// else (native code, callbacks, foreign threads) to __pag_\name\()_native,
// which waits as a thread.  Their contracts stand in runtime/pagurus.h.
.macro BLOCKING_CALL name
MANAGED_FUNCTION pag_\name\().pag
        cmpq    $0, TLS(SYS_SP)
        je      .Lthread_\name
        leaq    __pag_\name\()_op(%rip), %r11
        jmp     __pag_block
.Lthread_\name:
        leaq    __pag_\name\()_native(%rip), %r11
        jmp     __pag_gate
END_MANAGED pag_\name\().pag, 0
NATIVE_ENTRY pag_\name, __pag_\name\()_native
.endm

.macro END name
        .cfi_endproc
        .size   \name, .-\name
.endm

// Managed code written by hand.  END_MANAGED gives its frame record: at every
// call in it, SP = CFA - 8 - frame.  No homes, no entry registers.
.macro MANAGED_FUNCTION name
        .section pagurus_text,"ax",@progbits
        .p2align 4
        .globl  \name
        .hidden \name
        .type   \name, @function
\name:
        .cfi_startproc
.endm

.macro END_MANAGED name, frame
        .cfi_endproc
.Lend_\name:
        .size   \name, .-\name
        .section pagurus_frames,"ao",@progbits,pagurus_text
        .p2align 2
        .long   \name - .
        // In more bits than the record has they would be read as homes.
.if \frame > 1016
        .error  "frame too large for a frame record"
.endif
        .long   ((.Lend_\name - \name + 15) / 16) + ((\frame / 8) << 11)
        .section pagurus_text,"ax",@progbits
.endm

// The same, for the first frame of every stack: the walk ends there.
.macro END_MANAGED_TOP name
        .cfi_endproc
.Lend_\name:
        .size   \name, .-\name
        .section pagurus_frames_ext,"ao",@progbits,pagurus_text
        .p2align 3
        .long   \name - .
        .short  2, 1                    // version, flags: top
        .long   .Lend_\name - \name     // code size
        .long   0, 0, 0, 0, 0           // frame, homes, nhomes, entry, args
        .section pagurus_text,"ax",@progbits
.endm

// CFA = [rsp + offset] + up, for 0 <= offset < 64 and up < 128: the caller's SP
// is saved at that slot, and points to the return address if up is 8.
// DW_CFA_def_cfa_expression: breg7 offset; deref; plus_uconst up.
.macro CFA_AT_SLOT offset, up=8
        .cfi_escape 0x0f, 5, 0x77, \offset, 0x06, 0x23, \up
.endm

// From here on CFA = rsp + offset.  To be used after .cfi_restore_state, too:
// the assembler does not restore what .cfi_adjust_cfa_offset adds to.
.macro CFA_AT_RSP offset
        .cfi_def_cfa %rsp, \offset
.endm

// A callee-saved register to the stack and back, and the walk knows.
.macro PUSH reg
        pushq   %\reg
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %\reg, 0
.endm
.macro POP reg
        popq    %\reg
        .cfi_adjust_cfa_offset -8
        .cfi_restore %\reg
.endm

// Saves the argument registers and the callee-saved ones (so that the area is
// the whole truth) at (%rsp).  Clobbers rax, rcx, rdx after saving them.
// Vector registers: as wide as is in use.  Restoring a ymm register that holds
// nothing above its xmm part would mark the upper halves as in use and slow
// down every SSE instruction that follows.
.macro SAVE_REGISTERS
        movq    %rax, PAG_SAVE_RAX(%rsp)
        movq    %rbx, PAG_SAVE_RBX(%rsp)
        movq    %rcx, PAG_SAVE_RCX(%rsp)
        movq    %rdx, PAG_SAVE_RDX(%rsp)
        movq    %rsi, PAG_SAVE_RSI(%rsp)
        movq    %rdi, PAG_SAVE_RDI(%rsp)
        movq    %rbp, PAG_SAVE_RBP(%rsp)
        movq    %r8, PAG_SAVE_R8(%rsp)
        movq    %r9, PAG_SAVE_R9(%rsp)
        movq    %r10, PAG_SAVE_R10(%rsp)
        movq    %r12, PAG_SAVE_R12(%rsp)
        movq    %r13, PAG_SAVE_R13(%rsp)
        movq    %r14, PAG_SAVE_R14(%rsp)
        movq    %r15, PAG_SAVE_R15(%rsp)
        movl    __pag_vector_mask(%rip), %eax
        cmpl    $0, __pag_has_xinuse(%rip)
        je      .Lsave_width\@
        movl    $1, %ecx
        xgetbv
        andl    __pag_vector_mask(%rip), %eax
.Lsave_width\@:
        movl    %eax, PAG_SAVE_VECTOR_MASK(%rsp)
        testb   $0x40, %al
        jnz     .Lsave_zmm\@
        testb   $0x04, %al
        jnz     .Lsave_ymm\@
        VECTORS movups, xmm, save
        jmp     .Lsave_done\@
.Lsave_ymm\@:
        VECTORS vmovups, ymm, save
        vzeroupper
        jmp     .Lsave_done\@
.Lsave_zmm\@:
        VECTORS vmovups, zmm, save
        vzeroupper
.Lsave_done\@:
.endm

// The opposite.  Changes flags, nothing else.
.macro RESTORE_REGISTERS
        movl    PAG_SAVE_VECTOR_MASK(%rsp), %eax
        testb   $0x40, %al
        jnz     .Lrestore_zmm\@
        testb   $0x04, %al
        jnz     .Lrestore_ymm\@
        VECTORS movups, xmm, restore
        jmp     .Lrestore_done\@
.Lrestore_ymm\@:
        VECTORS vmovups, ymm, restore
        jmp     .Lrestore_done\@
.Lrestore_zmm\@:
        VECTORS vmovups, zmm, restore
.Lrestore_done\@:
        movq    PAG_SAVE_RAX(%rsp), %rax
        movq    PAG_SAVE_RBX(%rsp), %rbx
        movq    PAG_SAVE_RCX(%rsp), %rcx
        movq    PAG_SAVE_RDX(%rsp), %rdx
        movq    PAG_SAVE_RSI(%rsp), %rsi
        movq    PAG_SAVE_RDI(%rsp), %rdi
        movq    PAG_SAVE_RBP(%rsp), %rbp
        movq    PAG_SAVE_R8(%rsp), %r8
        movq    PAG_SAVE_R9(%rsp), %r9
        movq    PAG_SAVE_R10(%rsp), %r10
        movq    PAG_SAVE_R12(%rsp), %r12
        movq    PAG_SAVE_R13(%rsp), %r13
        movq    PAG_SAVE_R14(%rsp), %r14
        movq    PAG_SAVE_R15(%rsp), %r15
.endm

// Tells the sanitizers which stack this is (runtime/sanitizers.h); nothing in
// ordinary builds.  SP is the system stack's, a multiple of 16; keeps all
// registers but flags.  While `hook` runs, the CFA is found through `cfa`:
// "slot" (CFA_AT_SLOT PAG_TRANSITION_SP, up) or a register of the caller's.
.macro ANNOUNCE hook, cfa, up=8
#if PAG_ASAN
        leaq    -PAG_SAVE_SIZE - 16(%rsp), %rsp
.ifc \cfa, slot
        // As CFA_AT_SLOT, for PAG_SAVE_SIZE + 16 as two bytes of LEB128.
        .cfi_escape 0x0f, 6, 0x77, 0x90, 5, 0x06, 0x23, \up
.endif
        movq    %r11, PAG_SAVE_SIZE(%rsp)
        SAVE_REGISTERS
        callq   \hook
        RESTORE_REGISTERS
        movq    PAG_SAVE_SIZE(%rsp), %r11
        leaq    PAG_SAVE_SIZE + 16(%rsp), %rsp
.ifc \cfa, slot
        CFA_AT_SLOT PAG_TRANSITION_SP, \up
.endif
#endif
.endm

.macro VECTORS insn, reg, direction
.irp n, 0, 1, 2, 3, 4, 5, 6, 7
.ifc \direction, save
        \insn %\reg\n, PAG_SAVE_VECTORS + \n * PAG_SAVE_VECTOR_STRIDE(%rsp)
.else
        \insn PAG_SAVE_VECTORS + \n * PAG_SAVE_VECTOR_STRIDE(%rsp), %\reg\n
.endif
.endr
.endm

// The stack must not be executable.
        .section .note.GNU-stack,"",@progbits
        .text

#endif  // PAGURUS_ARCH_X86_64_MACROS_H_
