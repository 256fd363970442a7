// Calls out of managed code (docs/abi.md, section 3).
//
// A gate is on the path of every call to libc, so it is short and has no
// locked instruction.  It does not know whether its target is native: of two
// weak definitions of one function the linker may have kept the managed one.
// So it looks at the target's first bytes, and steps aside if they are those of
// a managed function (x86_entry.h).  To compare the target with the bounds of the
// managed text would take two tests, and function pointers are a program's
// busiest gates: most lead to its own functions.  Managed code on a
// goroutine stack (sys_sp is not 0) has no transition: there is none to keep.
//
// The way back.  A thread in native code does not notice that its P has been
// taken or that the world has been stopped: both poison the guard that it will
// load (sched/native.h, sched/stop_world.h).  So it stores the guard first,
// which says that managed code runs, and then looks whether it was poisoned;
// only after that it forgets where managed code stands.  Who poisons looks in
// the opposite order, with a barrier in between: one of the two sees the other.
// Managed code that native code has called back stands on the system stack;
// where, is kept in its callback record.
#include "arch/x86_64/macros.h"

// What fnsave writes, rounded up.
#define PAG_X87_SIZE 112
// In the number of bytes of stack arguments: the call is no safepoint.
#define NO_SAFEPOINT_BIT 62

// Managed code goes on after a call that was no safepoint.
.macro LEAVE_NO_SAFEPOINT
        movq    TLS(M), %r11
        addl    $PAG_OVER_MANAGED_ENDS, PAG_M_OVER_MANAGED(%r11)
.endm

// Jumps to the managed function at r11, or falls through.
.macro TAIL_JUMP_IF_MANAGED
        cmpl    $PAG_ENTRY_MARK, (%r11)
        jne     .Lnative\@
        jmpq    *%r11
.Lnative\@:
.endm

// __pag_gate
//   in: r11 target; arguments in registers, none on the stack; al as the
//   callee wants it.  out: as the target's.  Clobbers r10, r11 besides what the
//   target does; a managed target gets r10 as it came.
//   Stack: the return address only.
FUNCTION __pag_gate
        .cfi_signal_frame
        TAIL_JUMP_IF_MANAGED
.Lcall_native:
        movq    TLS(SYS_SP), %r10
        testq   %r10, %r10
        jz      .Lhere
        movq    %rsp, PAG_TRANSITION_SP - PAG_TRANSITION_SIZE(%r10)
        leaq    -PAG_TRANSITION_SIZE(%r10), %rsp
        .cfi_remember_state
        CFA_AT_SLOT PAG_TRANSITION_SP
        movq    %rsp, TLS(TRANSITION)
        movq    $0, GUARD
        ANNOUNCE __pag_enter_system_stack, slot
        callq   *%r11
        ANNOUNCE __pag_leave_system_stack, slot
        movq    TLS(G), %r10
        movq    PAG_G_STACK_GUARD(%r10), %r11
        movq    %r11, GUARD
        cmpq    $PAG_GUARD_POISON, PAG_G_STACK_GUARD(%r10)
        je      .Lpoisoned
.Lmanaged:
        movq    $0, TLS(TRANSITION)
        movq    PAG_TRANSITION_SP(%rsp), %rsp
        .cfi_restore_state
        retq
.Lpoisoned:
        CFA_AT_SLOT PAG_TRANSITION_SP
        callq   __pag_await_managed
        jmp     .Lmanaged
        // Managed code that native code called: already on a system stack.
.Lhere:
        CFA_AT_RSP 8
        movq    TLS(CALLBACK_TOP), %r10
        movq    %rsp, PAG_CALLBACK_LEFT - PAG_CALLBACK_SIZE(%r10)
        subq    $8, %rsp
        CFA_AT_RSP 16
        movq    $0, GUARD
        callq   *%r11
        movq    TLS(CALLBACK_GUARD), %r11
        movq    %r11, GUARD
        cmpq    $PAG_GUARD_POISON, TLS(CALLBACK_GUARD)
        je      .Lhere_poisoned
.Lhere_managed:
        movq    TLS(CALLBACK_TOP), %r10
        movq    $0, PAG_CALLBACK_LEFT - PAG_CALLBACK_SIZE(%r10)
        addq    $8, %rsp
        CFA_AT_RSP 8
        retq
.Lhere_poisoned:
        CFA_AT_RSP 16
        callq   __pag_await_managed
        jmp     .Lhere_managed
END __pag_gate

// __pag_gate_s
//   in: r11 target, r10 bytes of stack arguments (they stand above the return
//   address), other arguments in registers, al.  out, clobbers: as __pag_gate.
//   Stack: the return address and three words.
// The arguments are copied to an address ≡ 0 mod 64, where the callee finds
// an over-aligned one as aligned as its caller meant it to be.
FUNCTION __pag_gate_s
        .cfi_signal_frame
        TAIL_JUMP_IF_MANAGED
.Lcall_native_s:
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbx, 0
        pushq   %r12
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r12, 0
        pushq   %r13
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r13, 0
        movq    %rsp, %rbx
        .cfi_def_cfa_register %rbx
        movq    TLS(SYS_SP), %r12
        leaq    24(%rbx), %r13
        testq   %r12, %r12
        jz      .Lfrom_system
        movq    %r13, PAG_TRANSITION_SP - PAG_TRANSITION_SIZE(%r12)
        leaq    -PAG_TRANSITION_SIZE(%r12), %rsp
        movq    %rsp, TLS(TRANSITION)
        ANNOUNCE __pag_enter_system_stack, register
.Lcopy:
        movq    $0, GUARD
        btrq    $NO_SAFEPOINT_BIT, %r10
        adcq    $0, %r12
        addq    $7, %r10
        andq    $-8, %r10
        subq    %r10, %rsp
        andq    $-64, %rsp
        jmp     .Lnext
.Lword:
        subq    $8, %r10
        movq    32(%rbx,%r10), %r13
        movq    %r13, (%rsp,%r10)
.Lnext:
        testq   %r10, %r10
        jnz     .Lword
        callq   *%r11
        testb   $1, %r12b
        jnz     .Lno_safepoint
        testq   %r12, %r12
        jz      .Lto_system
        ANNOUNCE __pag_leave_system_stack, register
        movq    TLS(G), %r12
        movq    PAG_G_STACK_GUARD(%r12), %r11
        movq    %r11, GUARD
        cmpq    $PAG_GUARD_POISON, PAG_G_STACK_GUARD(%r12)
        jne     .Lmanaged_s
        callq   __pag_await_managed
.Lmanaged_s:
        movq    $0, TLS(TRANSITION)
.Lleave:
        movq    %rbx, %rsp
        .cfi_remember_state
        .cfi_def_cfa_register %rsp
        popq    %r13
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r13
        popq    %r12
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r12
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbx
        retq
.Lfrom_system:
        .cfi_restore_state
        .cfi_remember_state
        movq    TLS(CALLBACK_TOP), %r12
        movq    %r13, PAG_CALLBACK_LEFT - PAG_CALLBACK_SIZE(%r12)
        xorl    %r12d, %r12d
        jmp     .Lcopy
.Lto_system:
        .cfi_restore_state
        movq    TLS(CALLBACK_GUARD), %r11
        movq    %r11, GUARD
        cmpq    $PAG_GUARD_POISON, TLS(CALLBACK_GUARD)
        jne     .Lmanaged_here
        callq   __pag_await_managed
.Lmanaged_here:
        movq    TLS(CALLBACK_TOP), %r12
        movq    $0, PAG_CALLBACK_LEFT - PAG_CALLBACK_SIZE(%r12)
        jmp     .Lleave
.Lno_safepoint:
        decq    %r12
        jz      .Lno_safepoint_here
        ANNOUNCE __pag_leave_system_stack, register
        movq    TLS(G), %r12
        movq    PAG_G_STACK_GUARD(%r12), %r11
        movq    %r11, GUARD
        movq    $0, TLS(TRANSITION)
        LEAVE_NO_SAFEPOINT
        jmp     .Lleave
.Lno_safepoint_here:
        movq    TLS(CALLBACK_GUARD), %r11
        movq    %r11, GUARD
        LEAVE_NO_SAFEPOINT
        jmp     .Lmanaged_here
END __pag_gate_s

// __pag_await_managed
//   in: on a system stack, on the way into managed code, whose stack's guard
//   was poisoned.  Every register may hold a result or an argument.
//   out: the same, and this thread counts as managed code, with its P, while
//   the world runs.  Clobbers r11 and flags.
// The result may be a reference that nothing else holds, so the runtime is
// shown where it is.
FUNCTION __pag_await_managed
        movq    %rsp, %r11
        leaq    -PAG_SAVE_SIZE - PAG_X87_SIZE(%rsp), %rsp
        .cfi_def_cfa %r11, 8
        andq    $-16, %rsp
        movq    %r11, PAG_SAVE_SP(%rsp)
        CFA_AT_SLOT PAG_SAVE_SP
        movq    $0, GUARD
        SAVE_REGISTERS
        fnsave  PAG_SAVE_SIZE(%rsp)
        movq    %rsp, %rdi
        callq   __pag_become_managed
        frstor  PAG_SAVE_SIZE(%rsp)
        RESTORE_REGISTERS
        movq    PAG_SAVE_SP(%rsp), %rsp
        CFA_AT_RSP 8
        retq
END __pag_await_managed

// __pag_gate_native
//   in: r11 target, r10 bytes of stack arguments (0: none), al.
//   out, clobbers, stack: as __pag_gate_s.
// The target is called as native code whatever it is: the stack cannot move.
// Its caller does not stand at a safepoint, so that nobody would find its
// references: the thread keeps its P, and whoever stops the world waits.
FUNCTION __pag_gate_native
        .cfi_signal_frame
        testq   %r10, %r10
        jnz     .Lstack_arguments
        movq    TLS(M), %r10
        addl    $PAG_OVER_MANAGED_BEGINS, PAG_M_OVER_MANAGED(%r10)
        movq    TLS(SYS_SP), %r10
        testq   %r10, %r10
        jz      .Lnative_here
        movq    %rsp, PAG_TRANSITION_SP - PAG_TRANSITION_SIZE(%r10)
        leaq    -PAG_TRANSITION_SIZE(%r10), %rsp
        .cfi_remember_state
        CFA_AT_SLOT PAG_TRANSITION_SP
        movq    %rsp, TLS(TRANSITION)
        movq    $0, GUARD
        ANNOUNCE __pag_enter_system_stack, slot
        callq   *%r11
        ANNOUNCE __pag_leave_system_stack, slot
        movq    TLS(G), %r10
        movq    PAG_G_STACK_GUARD(%r10), %r11
        movq    %r11, GUARD
        movq    $0, TLS(TRANSITION)
        LEAVE_NO_SAFEPOINT
        movq    PAG_TRANSITION_SP(%rsp), %rsp
        .cfi_restore_state
        retq
.Lnative_here:
        CFA_AT_RSP 8
        subq    $8, %rsp
        CFA_AT_RSP 16
        movq    $0, GUARD
        callq   *%r11
        movq    TLS(CALLBACK_GUARD), %r11
        movq    %r11, GUARD
        LEAVE_NO_SAFEPOINT
        addq    $8, %rsp
        CFA_AT_RSP 8
        retq
.Lstack_arguments:
        CFA_AT_RSP 8
        pushq   %r11
        .cfi_adjust_cfa_offset 8
        movq    TLS(M), %r11
        addl    $PAG_OVER_MANAGED_BEGINS, PAG_M_OVER_MANAGED(%r11)
        popq    %r11
        .cfi_adjust_cfa_offset -8
        btsq    $NO_SAFEPOINT_BIT, %r10
        jmp     .Lcall_native_s
END __pag_gate_native
