// Managed functions written by hand, for tests of the runtime: what the
// compiler emits, spelled out (docs/abi.md, section 2).
// clang-format off: assembler
#ifndef PAGURUS_RUNTIME_TESTING_MANAGED_ASM_H_
#define PAGURUS_RUNTIME_TESTING_MANAGED_ASM_H_

#include "arch/x86_64/macros.h"

// A function `name` with all entries, a prologue check and a frame of `frame`
// bytes (8 mod 16).  Between BEGIN and FINISH: the body, with the frame made.
.macro BEGIN name, frame
        .section pagurus_text,"ax",@progbits
        .p2align 4
        .globl  \name, \name\().pag, \name\().pags
        .type   \name, @function
        .type   \name\().pag, @function
\name:
        .cfi_startproc
.if \frame > PAG_STACK_SMALL
        .byte   0x64, 0x64, 0x64, 0x48, 0x90    // PAG_ENTRY_MARK: a nop
\name\().pag:
\name\().pags:
        leaq    -\frame(%rsp), %r11
        cmpq    GUARD, %r11
.else
\name\().pag:
\name\().pags:
        .byte   0x64, 0x64              // PAG_ENTRY_MARK, with cmpq's own
        cmpq    GUARD, %rsp
.endif
        jno     .Lfailed_\name
.Lbody_\name:
        subq    $\frame, %rsp
        .cfi_adjust_cfa_offset \frame
.endm

// The epilogue, the cold paths and an extended record: homes at
// `homes`(%rsp), `entry` registers, and up to two stack-argument slots.
.macro FINISH name, frame, homes=0, nhomes=0, entry=0, nargs=0, arg0=0, arg1=8
        addq    $\frame, %rsp
        .cfi_adjust_cfa_offset -\frame
        retq
.Lfailed_\name:
        cmpq    $0, GUARD
        je      .Lslow_\name
        callq   __pag_morestack
        jmp     .Lbody_\name
.Lslow_\name:
        leaq    \name\().pag(%rip), %r11
        jmp     __pag_callback
        .cfi_endproc
.Lfinish_\name:
        .size   \name, .-\name
        .section pagurus_frames_ext,"ao",@progbits,pagurus_text
        .p2align 3
        .long   \name - .
        .short  2, 0
        .long   .Lfinish_\name - \name
        .long   \frame, \homes, \nhomes, \entry, \nargs
.if \nargs >= 1
        .long   \arg0
.endif
.if \nargs >= 2
        .long   \arg1
.endif
        .p2align 3, 0
        .section pagurus_text,"ax",@progbits
.endm

// A safepoint block for a function with at most 8 homes, reference homes
// included: SAFEPOINTS opens it, SAFEPOINT adds the return address `label`, so
// many bytes behind `from`.  entry_refs: registers as in `entry`.
.macro SAFEPOINTS name, nhomes, count, nrefs=0, entry_refs=0
        .section pagurus_safepoints,"ao",@progbits,pagurus_text
        .long   \name - .
        .byte   2, \entry_refs
        .short  \nhomes, \nrefs, 0
        .long   \count
        .section pagurus_text,"ax",@progbits
.endm
.macro SAFEPOINT label, from, live
        .section pagurus_safepoints,"ao",@progbits,pagurus_text
        .uleb128 (\label - \from) << 1
        .byte   \live
        .section pagurus_text,"ax",@progbits
.endm

// Calls a native function of this program through a gate.
.macro CALL_NATIVE target
        leaq    \target(%rip), %r11
        callq   __pag_gate
.endm

#endif  // PAGURUS_RUNTIME_TESTING_MANAGED_ASM_H_
