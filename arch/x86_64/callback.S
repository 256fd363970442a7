// Calls into managed code from native code (docs/abi.md, section 3).  They come
// from the cold path of the function's prologue check, which a guard word of 0
// never passes.
#include "arch/x86_64/macros.h"

// __pag_callback
//   in: r11 managed entry; guard 0; every other register and the stack as at
//   the managed function's entry (r10 may be its static chain, al its vector
//   count).  out: as the function's.
//   Clobbers r11 and what the function does.  Stack: two words.
//
// The function runs on the stack it is called on, a system stack, where
// nothing moves.  Its stack arguments must stay right above its return
// address, so our caller's return address gives way to ours and goes, with
// rbx, into a callback record, which rbx points to:
//
//      native caller's frame            callback record
//      | stack arguments    |           | sys_sp, transition
//      | return address     | --------> | ret
//      |  then: our own     |   rbx --> | rbx
//                                       | left: 0
//
// The record is claimed before it is filled and given up after it is read, so
// that a signal handler's own callback in between does no harm.  This thread
// still counts as native code then, and who has stopped the world may look at it
// (I14), or a handler walk its stack: they find the goroutine's transition in
// pag_tls, where no callback changes it, and nothing in a record but `left`.
FUNCTION __pag_callback
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbx, 0
.Lclaim:
        movq    TLS(CALLBACK_TOP), %rbx
        cmpq    TLS(CALLBACK_LIMIT), %rbx
        jae     .Lslow
        addq    $PAG_CALLBACK_SIZE, TLS(CALLBACK_TOP)
        .cfi_remember_state
        popq    PAG_CALLBACK_RBX(%rbx)
        .cfi_adjust_cfa_offset -8
        // DW_CFA_expression: rbx is at [rbx + PAG_CALLBACK_RBX].
        .cfi_escape 0x10, 3, 2, 0x73, PAG_CALLBACK_RBX
        popq    PAG_CALLBACK_RET(%rbx)
        CFA_AT_RSP 0
        // DW_CFA_expression: rip is at [rbx + PAG_CALLBACK_RET].
        .cfi_escape 0x10, 16, 2, 0x73, PAG_CALLBACK_RET
        pushq   TLS(SYS_SP)
        .cfi_adjust_cfa_offset 8
        popq    PAG_CALLBACK_SYS_SP(%rbx)
        .cfi_adjust_cfa_offset -8
        pushq   TLS(TRANSITION)
        .cfi_adjust_cfa_offset 8
        popq    PAG_CALLBACK_TRANSITION(%rbx)
        .cfi_adjust_cfa_offset -8
        movq    $0, TLS(SYS_SP)
        pushq   TLS(CALLBACK_GUARD)
        .cfi_adjust_cfa_offset 8
        popq    GUARD
        .cfi_adjust_cfa_offset -8
        cmpq    $PAG_GUARD_POISON, TLS(CALLBACK_GUARD)
        je      .Lpoisoned
.Lmanaged:
        callq   *%r11
        .globl  __pag_callback_return
        .hidden __pag_callback_return
__pag_callback_return:
        movq    $0, GUARD
        movq    PAG_CALLBACK_TRANSITION(%rbx), %r11
        movq    %r11, TLS(TRANSITION)
        movq    PAG_CALLBACK_SYS_SP(%rbx), %r11
        movq    %r11, TLS(SYS_SP)
        pushq   PAG_CALLBACK_RET(%rbx)
        .cfi_adjust_cfa_offset 8
        .cfi_offset %rip, -8
        movq    %rbx, %r11
        movq    PAG_CALLBACK_RBX(%r11), %rbx
        .cfi_same_value %rbx
        movq    %r11, TLS(CALLBACK_TOP)
        retq

        // The world is stopped, or the P has gone (gate.S).
.Lpoisoned:
        CFA_AT_RSP 0
        .cfi_escape 0x10, 3, 2, 0x73, PAG_CALLBACK_RBX
        .cfi_escape 0x10, 16, 2, 0x73, PAG_CALLBACK_RET
        pushq   %r11
        .cfi_adjust_cfa_offset 8
        callq   __pag_await_managed
        popq    %r11
        .cfi_adjust_cfa_offset -8
        jmp     .Lmanaged

        // This thread has never run managed code, or calls nest too deep.
.Lslow:
        .cfi_restore_state
        subq    $PAG_SAVE_SIZE + 16, %rsp
        CFA_AT_RSP PAG_SAVE_SIZE + 16 + 16
        movq    %r11, PAG_SAVE_SIZE(%rsp)
        SAVE_REGISTERS
        callq   __pag_callback_slow
        RESTORE_REGISTERS
        movq    PAG_SAVE_SIZE(%rsp), %r11
        addq    $PAG_SAVE_SIZE + 16, %rsp
        CFA_AT_RSP 16
        jmp     .Lclaim
END __pag_callback
