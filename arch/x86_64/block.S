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
// no more than not to come back.  An operation that need not wait returns, and
// finds the callee-saved registers as they were; after one that has waited gogo
// goes on where they are loaded from the stack.
//
// Processors predict where a `ret` leads from the calls they have seen.  So the
// operation's return and ours match calls, and the way out after a wait, which
// matches none, is a jump: each `ret` that is mispredicted costs 20 cycles.
#include "arch/x86_64/macros.h"

#define BLOCK_FRAME 56

// Loading the control words takes as long as half a switch, and they are hardly
// ever different from the previous goroutine's: those that the thread has are
// kept, from when a goroutine leaves it until the next one runs.
.macro NOTE_FP_MODES
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        movl    (%rsp), %r10d
        movzwl  4(%rsp), %eax
        movl    %r10d, TLS(MXCSR)
        movl    %eax, TLS(FPUCW)
.endm

// __pag_block
//   in: r11 = the operation, a C++ function; its arguments; a goroutine's own
//   stack (sys_sp is not 0, no transition).  Not called but jumped to, from a
//   managed entry without a frame.  out: rax, what the operation returns, or
//   Gobuf.ret.
//   Preserves what a C call does, floating-point control words included: what
//   they hold belongs to the goroutine.
//   Stack: BLOCK_FRAME, within the slack (I5).
MANAGED_FUNCTION __pag_block
        .cfi_signal_frame
        PUSH    rbx
        PUSH    rbp
        PUSH    r12
        PUSH    r13
        PUSH    r14
        PUSH    r15
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        NOTE_FP_MODES
        movq    TLS(G), %rax
        leaq    .Lwaited(%rip), %r10
        movq    %r10, PAG_G_SCHED + PAG_GOBUF_PC(%rax)
        movq    %rsp, PAG_G_SCHED + PAG_GOBUF_SP(%rax)
        jmp     __pag_block_here
.Lother_modes:
        ldmxcsr (%rsp)
        fldcw   4(%rsp)
        jmp     .Lmodes
.Lwaited:
        movl    (%rsp), %r10d
        cmpl    %r10d, TLS(MXCSR)
        jne     .Lother_modes
        movzwl  4(%rsp), %r10d
        cmpl    %r10d, TLS(FPUCW)
        jne     .Lother_modes
.Lmodes:
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        POP     r15
        POP     r14
        POP     r13
        POP     r12
        POP     rbp
        POP     rbx
        popq    %r11
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %r11
        jmpq    *%r11
END_MANAGED __pag_block, BLOCK_FRAME

// __pag_block_here
//   in: as __pag_block, with its frame complete.  out: as the operation's, with
//   that frame gone: nothing in it has changed.
FUNCTION __pag_block_here
        .cfi_signal_frame
        CFA_AT_RSP BLOCK_FRAME + 8
        .cfi_offset %rbx, -16
        .cfi_offset %rbp, -24
        .cfi_offset %r12, -32
        .cfi_offset %r13, -40
        .cfi_offset %r14, -48
        .cfi_offset %r15, -56
        movq    TLS(SYS_SP), %r10
        movq    %rsp, PAG_TRANSITION_SP - PAG_TRANSITION_SIZE(%r10)
        leaq    -PAG_TRANSITION_SIZE(%r10), %rsp
        CFA_AT_SLOT PAG_TRANSITION_SP, BLOCK_FRAME + 8
        movq    $0, GUARD
        ANNOUNCE __pag_enter_system_stack, slot, BLOCK_FRAME + 8
        callq   *%r11
        ANNOUNCE __pag_leave_system_stack, slot, BLOCK_FRAME + 8
        movq    TLS(G), %r10
        movq    PAG_G_STACK_GUARD(%r10), %r11
        movq    %r11, GUARD
        movq    PAG_TRANSITION_SP(%rsp), %rsp
        CFA_AT_RSP BLOCK_FRAME + 8
        addq    $BLOCK_FRAME, %rsp
        CFA_AT_RSP 8
.irp reg, rbx, rbp, r12, r13, r14, r15
        .cfi_same_value %\reg
.endr
        retq
END __pag_block_here

// __pag_block_switch
//   in: r11 = an operation that does not come back; called on a goroutine's own
//   stack by a managed function without a frame, where a walk of the goroutine
//   begins.  Never returns.  Stack: two words.
FUNCTION __pag_block_switch
        .cfi_signal_frame
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        NOTE_FP_MODES
        movq    TLS(G), %rax
        movq    8(%rsp), %r10
        movq    %r10, PAG_G_SCHED + PAG_GOBUF_PC(%rax)
        leaq    16(%rsp), %r10
        movq    %r10, PAG_G_SCHED + PAG_GOBUF_SP(%rax)
        movq    TLS(SYS_SP), %r10
        movq    %rsp, PAG_TRANSITION_SP - PAG_TRANSITION_SIZE(%r10)
        leaq    -PAG_TRANSITION_SIZE(%r10), %rsp
        CFA_AT_SLOT PAG_TRANSITION_SP, 16
        movq    $0, GUARD
        ANNOUNCE __pag_enter_system_stack, slot, 16
        callq   *%r11
        ud2
END __pag_block_switch
