// Where every failed prologue check goes: growth, forced move, and whatever
// else asks for the goroutine's attention.
#include "arch/x86_64/macros.h"

// Calls op(SaveArea*) on the system stack; on a system stack, in managed code
// that native code called, where nothing can move (I2), __pag_newstack_system.
// There the thread counts as native code as soon as the guard is 0: by then
// its registers are where the collector looks for them.
.macro SAFEPOINT_CALL op, tag
        .cfi_signal_frame
        movq    TLS(SYS_SP), %r11
        testq   %r11, %r11
        jz      .Lon_system\@
        movq    %rsp, PAG_SAVE_SP - PAG_SAVE_SIZE(%r11)
        leaq    -PAG_SAVE_SIZE(%r11), %rsp
        .cfi_remember_state
        CFA_AT_SLOT PAG_SAVE_SP
        movq    $0, GUARD
        SAVE_REGISTERS
        movq    %rsp, %rdi
        callq   \op
        RESTORE_REGISTERS
        movq    TLS(G), %r11
        movq    PAG_G_STACK_GUARD(%r11), %r11
        movq    %r11, GUARD
        movq    PAG_SAVE_SP(%rsp), %rsp
        .cfi_restore_state
        retq
.Lon_system\@:
        movq    %rsp, %r11
        leaq    -PAG_SAVE_SIZE(%rsp), %rsp
        .cfi_def_cfa %r11, 8
        andq    $-16, %rsp
        movq    %r11, PAG_SAVE_SP(%rsp)
        CFA_AT_SLOT PAG_SAVE_SP
        SAVE_REGISTERS
        movq    TLS(CALLBACK_TOP), %rax
        leaq    \tag(%rsp), %rcx
        movq    %rcx, PAG_CALLBACK_LEFT - PAG_CALLBACK_SIZE(%rax)
        movq    $0, GUARD
        movq    %rsp, %rdi
        callq   __pag_newstack_system
        RESTORE_REGISTERS
        movq    PAG_SAVE_SP(%rsp), %rsp
        CFA_AT_RSP 8
        retq
.endm

// __pag_morestack
//   in: called at a function's entry, before its frame exists; the return
//   address leads to its body; the word above it is the function's own return
//   address.  Every register may hold an argument.
//   out: the same, on a stack with room for the function's frame; registers
//   that the function's entry map names point to the moved stack.
//   Clobbers r11 and flags.  Stack: the return address (I5).
//
//      goroutine stack                    system stack
//      | return into caller    |          +-------------+ sys_sp
//      | return into function  |<---------| SaveArea.sp |
//      +-----------------------+          |   ...       |
//                                         +-------------+ rsp
FUNCTION __pag_morestack
        SAFEPOINT_CALL __pag_newstack, PAG_LEFT_AT_CHECK
END __pag_morestack

// __pag_poll
//   in: called inside a function, with its frame; an ordinary safepoint.
//   out: every register as it was, except r11 and flags; of the vector
//   registers 0 to 7 whole, the others as a C function leaves them.
//   Stack: the return address (I5).
// In a loop of a function that holds references and has no other safepoint:
// called if the guard is poisoned.
FUNCTION __pag_poll
        SAFEPOINT_CALL __pag_at_poll, PAG_LEFT_AT_POLL
END __pag_poll

// __pag_resume_preempted(SaveArea* area)
//   in: rdi; on g0, the goroutine's G in TLS(G).  Never returns.
// Goes on where a goroutine was preempted at a prologue check, as if its
// morestack returned: all registers from *area, which may be reused as soon as
// the goroutine has been seen to run.  Until then `area` is where rsp points,
// and nothing is pushed.
FUNCTION __pag_resume_preempted
        .cfi_signal_frame
        movq    TLS(G), %r11
        movq    PAG_G_STACK_GUARD(%r11), %r11
        movq    %rdi, %rsp
        CFA_AT_SLOT PAG_SAVE_SP
        RESTORE_REGISTERS
        movq    %r11, GUARD
        movq    PAG_SAVE_SP(%rsp), %rsp
        CFA_AT_RSP 8
        retq
END __pag_resume_preempted

// The width of the vector registers that SAVE_REGISTERS saves, as bits of
// XCR0 (2: ymm, 6: zmm), and whether XGETBV(1) tells which are in use.
        .bss
        .p2align 2
        .globl  __pag_vector_mask, __pag_has_xinuse
        .hidden __pag_vector_mask, __pag_has_xinuse
        .type   __pag_vector_mask, @object
        .size   __pag_vector_mask, 4
__pag_vector_mask:
        .zero   4
        .type   __pag_has_xinuse, @object
        .size   __pag_has_xinuse, 4
__pag_has_xinuse:
        .zero   4
