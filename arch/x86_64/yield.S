// Blocking runtime calls, as managed code calls them: safepoints that park.
#include "arch/x86_64/macros.h"

#define YIELD_FRAME 56

// void pag_yield(void), managed entry
//   Preserves what a C call does, floating-point control words included: what
//   they hold belongs to the goroutine.
//   Stack: YIELD_FRAME and two return addresses, within the slack (I5).
// On a system stack (a callback, a foreign thread) there is no goroutine that
// could be parked: the native pag_yield gives up the processor instead.
MANAGED_FUNCTION pag_yield.pag
        cmpq    $0, TLS(SYS_SP)
        je      .Lyield_thread
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
        .cfi_remember_state
        PUSH    rbx
        PUSH    rbp
        PUSH    r12
        PUSH    r13
        PUSH    r14
        PUSH    r15
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        leaq    __pag_yield0(%rip), %rdi
        callq   __pag_mcall
        fldcw   4(%rsp)
        ldmxcsr (%rsp)
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        POP     r15
        POP     r14
        POP     r13
        POP     r12
        POP     rbp
        POP     rbx
        retq
.Lyield_thread:
        .cfi_restore_state
        leaq    __pag_yield_native(%rip), %r11
        jmp     __pag_gate
END_MANAGED pag_yield.pag, YIELD_FRAME

// void pag_yield(void), as native code calls it.
NATIVE_ENTRY pag_yield, __pag_yield_native
