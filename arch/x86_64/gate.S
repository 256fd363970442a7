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
#include "arch/x86_64/macros.h"

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
        movq    $0, TLS(TRANSITION)
        movq    TLS(G), %r11
        movq    PAG_G_STACK_GUARD(%r11), %r11
        movq    %r11, GUARD
        movq    PAG_TRANSITION_SP(%rsp), %rsp
        .cfi_restore_state
        retq
        // Managed code that native code called: already on a system stack.
.Lhere:
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq    $0, GUARD
        callq   *%r11
        movq    TLS(CALLBACK_GUARD), %r11
        movq    %r11, GUARD
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        retq
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
        testq   %r12, %r12
        jz      .Lcopy
        leaq    24(%rbx), %r13
        movq    %r13, PAG_TRANSITION_SP - PAG_TRANSITION_SIZE(%r12)
        leaq    -PAG_TRANSITION_SIZE(%r12), %rsp
        movq    %rsp, TLS(TRANSITION)
        ANNOUNCE __pag_enter_system_stack, register
.Lcopy:
        movq    $0, GUARD
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
        movq    TLS(CALLBACK_GUARD), %r11
        testq   %r12, %r12
        jz      .Lleave
        ANNOUNCE __pag_leave_system_stack, register
        movq    $0, TLS(TRANSITION)
        movq    TLS(G), %r11
        movq    PAG_G_STACK_GUARD(%r11), %r11
.Lleave:
        movq    %r11, GUARD
        movq    %rbx, %rsp
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
END __pag_gate_s

// __pag_gate_native
//   in: r11 target, r10 bytes of stack arguments (0: none), al.
//   out, clobbers, stack: as __pag_gate_s.
// The target is called as native code whatever it is: the stack cannot move.
FUNCTION __pag_gate_native
        testq   %r10, %r10
        jz      .Lcall_native
        jmp     .Lcall_native_s
END __pag_gate_native
