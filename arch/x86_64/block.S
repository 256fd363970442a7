// Blocking runtime calls, as managed code calls them: safepoints that may park.
//
//      goroutine stack                 system stack
//      | return into caller   |        +-----------------+ sys_sp
//      | rbx rbp r12 ... r15  |        | a word          |
//      | mxcsr, fpucw         |        | return address  |
//      +----------------------+        | the operation,  |
//        Gobuf.sp points here          |   in C++        |
//
// The goroutine's context is saved before the operation begins, so parking is
// no more than not to come back.  An operation that need not wait returns with
// the callee-saved registers as they were; after one that has waited gogo goes
// on where they are loaded from the stack.
#include "arch/x86_64/macros.h"

#define BLOCK_FRAME 56

// __pag_block
//   in: r11 = the operation, a C++ function; its arguments; a goroutine's own
//   stack (sys_sp is not 0, no transition).  Not called but jumped to, from a
//   managed entry without a frame.  out: rax, what the operation returns, or
//   Gobuf.ret.
//   Preserves what a C call does, floating-point control words included: what
//   they hold belongs to the goroutine.
//   Stack: BLOCK_FRAME and a return address, within the slack (I5).
MANAGED_FUNCTION __pag_block
        .cfi_signal_frame
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
        callq   __pag_block_switch
        // Here after a park.
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
END_MANAGED __pag_block, BLOCK_FRAME

// __pag_block_switch
//   in: as __pag_block, which calls it; its return address is where the
//   goroutine goes on after a park.  An operation that has not waited returns
//   to __pag_block's caller, past that frame: the registers in it are
//   unchanged.  __pag_goexit calls it, too; that operation never returns.
//   Stack: the return address only.
FUNCTION __pag_block_switch
        .cfi_signal_frame
        movq    TLS(G), %rax
        movq    (%rsp), %r10
        movq    %r10, PAG_G_SCHED + PAG_GOBUF_PC(%rax)
        leaq    8(%rsp), %r10
        movq    %r10, PAG_G_SCHED + PAG_GOBUF_SP(%rax)
        movq    TLS(SYS_SP), %r10
        movq    %rsp, PAG_TRANSITION_SP - PAG_TRANSITION_SIZE(%r10)
        leaq    -PAG_TRANSITION_SIZE(%r10), %rsp
        CFA_AT_SLOT PAG_TRANSITION_SP
        movq    $0, GUARD
        ANNOUNCE __pag_enter_system_stack, slot
        callq   *%r11
        ANNOUNCE __pag_leave_system_stack, slot
        movq    TLS(G), %r10
        movq    PAG_G_STACK_GUARD(%r10), %r11
        movq    %r11, GUARD
        movq    PAG_TRANSITION_SP(%rsp), %rsp
        CFA_AT_RSP 8
        addq    $BLOCK_FRAME + 8, %rsp
        retq
END __pag_block_switch
