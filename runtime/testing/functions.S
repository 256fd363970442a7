// Managed functions for tests; functions.h says what each does.
#include "runtime/testing/managed_asm.h"

BEGIN t_recurse, 40
        movq    %rsi, 0(%rsp)           // home 0
        movq    %rdi, 16(%rsp)
        xorl    %eax, %eax
        testq   %rdi, %rdi
        jz      .Lrecurse_leaf
        decq    %rdi
        leaq    16(%rsp), %rsi
        callq   t_recurse.pag
.Lrecurse_ret:
.Lrecurse_leaf:
        movq    0(%rsp), %rcx
        addq    (%rcx), %rax
FINISH t_recurse, 40, homes=0, nhomes=1, entry=2
SAFEPOINTS t_recurse, 1, 1
SAFEPOINT .Lrecurse_ret, t_recurse, 1

BEGIN t_stack_args, 56
        movq    %rdi, 32(%rsp)
        xorl    %eax, %eax
        testq   %rdi, %rdi
        jz      .Lstack_args_leaf
        decq    %rdi
        leaq    32(%rsp), %rcx
        movq    $0, 0(%rsp)
        movq    %rcx, 8(%rsp)
        movl    $16, %r10d
        callq   t_stack_args.pags
.Lstack_args_leaf:
        movq    72(%rsp), %rcx          // CFA + 8
        addq    (%rcx), %rax
FINISH t_stack_args, 56, nargs=1, arg0=8

BEGIN t_stack_args_start, 24
        movq    $0, 0(%rsp)
        movq    %rsi, 8(%rsp)
        movl    $16, %r10d
        callq   t_stack_args.pags
FINISH t_stack_args_start, 24

// t_deep(n, fn, arg, long* parent, each)
BEGIN t_deep, 88
        movq    %rcx, 0(%rsp)           // home 0
        movq    $0x5151, 8(%rsp)        // home 1, never live
        movq    %rdi, 24(%rsp)
        movq    %rsi, 32(%rsp)
        movq    %rdx, 40(%rsp)
        movq    %r8, 48(%rsp)
        testq   %rdi, %rdi
        jz      .Ldeep_leaf
        decq    %rdi
        leaq    24(%rsp), %rcx
        callq   t_deep.pag
.Ldeep_ret:
        incq    %rax
        movq    %rax, 56(%rsp)
        cmpq    $0, 48(%rsp)
        je      .Ldeep_check
        movq    32(%rsp), %r11
        movq    40(%rsp), %rdi
        callq   __pag_gate
.Ldeep_ret_each:
        jmp     .Ldeep_check
.Ldeep_leaf:
        movq    $1, 56(%rsp)
        movq    %rsi, %r11
        movq    %rdx, %rdi
        callq   __pag_gate
.Ldeep_ret_leaf:
.Ldeep_check:
        movq    0(%rsp), %rcx
        movq    24(%rsp), %rdx
        incq    %rdx
        cmpq    (%rcx), %rdx
        je      .Ldeep_ok
        ud2
.Ldeep_ok:
        movq    56(%rsp), %rax
FINISH t_deep, 88, homes=0, nhomes=2, entry=8
SAFEPOINTS t_deep, 2, 3
SAFEPOINT .Ldeep_ret, t_deep, 1
SAFEPOINT .Ldeep_ret_each, .Ldeep_ret, 1
SAFEPOINT .Ldeep_ret_leaf, .Ldeep_ret_each, 1

BEGIN t_deep_call, 24
        xorl    %r8d, %r8d
        leaq    1(%rdi), %rcx
        movq    %rcx, 8(%rsp)
        leaq    8(%rsp), %rcx
        callq   t_deep.pag
FINISH t_deep_call, 24

BEGIN t_call_each, 24
        movl    $1, %r8d
        leaq    1(%rdi), %rcx
        movq    %rcx, 8(%rsp)
        leaq    8(%rsp), %rcx
        callq   t_deep.pag
FINISH t_call_each, 24

// --- registers ---------------------------------------------------------------

.macro EACH_GPR do
        \do     %rsi, 8
        \do     %rdx, 16
        \do     %rcx, 24
        \do     %r8, 32
        \do     %r9, 40
        \do     %rax, 48
        \do     %r10, 56
        \do     %rbx, 64
        \do     %rbp, 72
        \do     %r12, 80
        \do     %r13, 88
        \do     %r14, 96
        \do     %r15, 104
.endm
.macro LOAD reg, offset
        movq    \offset(%rdi), \reg
.endm
.macro STORE reg, offset
        movq    \reg, \offset(%r11)
.endm
.macro LOAD_VECTORS insn, reg
.irp n, 0, 1, 2, 3, 4, 5, 6, 7
        \insn   128 + \n * 64(%rdi), %\reg\n
.endr
.endm
.macro STORE_VECTORS insn, reg
.irp n, 0, 1, 2, 3, 4, 5, 6, 7
        \insn   %\reg\n, 128 + \n * 64(%r11)
.endr
.endm
.macro EACH_CALLEE_SAVED insn_to_frame
.ifc \insn_to_frame, save
        movq    %rbx, 0(%rsp)
        movq    %rbp, 8(%rsp)
        movq    %r12, 16(%rsp)
        movq    %r13, 24(%rsp)
        movq    %r14, 32(%rsp)
        movq    %r15, 40(%rsp)
.else
        movq    0(%rsp), %rbx
        movq    8(%rsp), %rbp
        movq    16(%rsp), %r12
        movq    24(%rsp), %r13
        movq    32(%rsp), %r14
        movq    40(%rsp), %r15
.endif
.endm

BEGIN t_registers, 56
        EACH_CALLEE_SAVED save
        movq    %rsi, registers_out(%rip)
        movq    %rdx, registers_width(%rip)
        cmpq    $32, %rdx
        je      .Lload_ymm
        ja      .Lload_zmm
        LOAD_VECTORS movups, xmm
        jmp     .Lload_gpr
.Lload_ymm:
        LOAD_VECTORS vmovups, ymm
        jmp     .Lload_gpr
.Lload_zmm:
        LOAD_VECTORS vmovups, zmm
.Lload_gpr:
        EACH_GPR LOAD
        movq    0(%rdi), %rdi
        callq   t_registers_probe.pag
        EACH_CALLEE_SAVED restore
FINISH t_registers, 56

BEGIN t_registers_probe, 8200
        movq    registers_out(%rip), %r11
        movq    %rdi, 0(%r11)
        EACH_GPR STORE
        cmpq    $32, registers_width(%rip)
        je      .Lstore_ymm
        ja      .Lstore_zmm
        STORE_VECTORS movups, xmm
        jmp     .Lstored
.Lstore_ymm:
        STORE_VECTORS vmovups, ymm
        vzeroupper
        jmp     .Lstored
.Lstore_zmm:
        STORE_VECTORS vmovups, zmm
        vzeroupper
.Lstored:
FINISH t_registers_probe, 8200

        .bss
        .p2align 3
registers_out:
        .zero   8
registers_width:
        .zero   8

// --- gates -------------------------------------------------------------------

BEGIN t_gate_args, 168
        movq    %rdi, %r11
        leaq    -6(%rsi), %r10
        xorl    %eax, %eax
.Lgate_args_next:
        leaq    6(%rax), %rcx
        movq    %rcx, (%rsp,%rax,8)
        incq    %rax
        cmpq    %r10, %rax
        jb      .Lgate_args_next
        shlq    $3, %r10
        xorl    %edi, %edi
        movl    $1, %esi
        movl    $2, %edx
        movl    $3, %ecx
        movl    $4, %r8d
        movl    $5, %r9d
        xorl    %eax, %eax
        callq   __pag_gate_s
FINISH t_gate_args, 168

BEGIN t_call_loop, 24
        movq    %rdi, 0(%rsp)
        movq    %rsi, 8(%rsp)
.Lcall_loop_next:
        movq    8(%rsp), %r11
        callq   __pag_gate
        decq    0(%rsp)
        jg      .Lcall_loop_next
FINISH t_call_loop, 24

BEGIN t_straight, 8
        movq    %rdi, %rax
        movq    %rsi, %rdi
        callq   *%rax
FINISH t_straight, 8

// --- setjmp ------------------------------------------------------------------

.macro SETJMP_FUNCTION name, entry
BEGIN \name, 40
        movq    $7, 16(%rsp)
        movq    %rdi, 24(%rsp)
        movq    %rsi, 32(%rsp)
        movl    $1, %esi
        callq   \entry
        testl   %eax, %eax
        jnz     .Ljumped_\name
        movq    24(%rsp), %rdi
        movq    32(%rsp), %r11
        callq   __pag_gate
        xorl    %eax, %eax
        jmp     .Ldone_\name
.Ljumped_\name:
        movslq  %eax, %rax
        imulq   $1000, 16(%rsp), %rcx
        addq    %rcx, %rax
.Ldone_\name:
FINISH \name, 40
.endm
SETJMP_FUNCTION t_setjmp, __pag_setjmp
SETJMP_FUNCTION t_sigsetjmp, __pag_sigsetjmp

BEGIN t_setjmp_again, 40
        movq    $0, 16(%rsp)
        movq    %rdi, 24(%rsp)
        movq    %rsi, 32(%rsp)
        callq   __pag_setjmp
        incq    16(%rsp)
        movq    24(%rsp), %rdi
        movq    32(%rsp), %r11
        callq   __pag_gate
        movq    16(%rsp), %rax
FINISH t_setjmp_again, 40

BEGIN t_setjmp_spin, 56
        movq    $7, 16(%rsp)
        movq    %rdi, 24(%rsp)
        movq    %rsi, 32(%rsp)
        movl    $1, %esi
        callq   __pag_sigsetjmp
        movq    32(%rsp), %rdi
        decq    (%rdi)
.Lsetjmp_spin_next:
        movq    32(%rsp), %rdi
        cmpq    $0, (%rdi)
        jle     .Lsetjmp_spin_over
        movl    $40, %edi
        leaq    16(%rsp), %rsi
        callq   t_recurse.pag
        jmp     .Lsetjmp_spin_next
.Lsetjmp_spin_over:
        movq    16(%rsp), %rax
FINISH t_setjmp_spin, 56

BEGIN t_longjmp_below, 24
        testq   %rdi, %rdi
        jz      .Llongjmp_now
        decq    %rdi
        callq   t_longjmp_below.pag
        ud2
.Llongjmp_now:
        movq    %rsi, %rdi
        movl    %edx, %esi
        callq   __pag_longjmp
        ud2
FINISH t_longjmp_below, 24

BEGIN t_recurse_and_jump, 24
        movq    %rdi, %rsi
        movl    $9, %edx
        movq    t_jump_depth(%rip), %rdi
        callq   t_longjmp_below.pag
        ud2
FINISH t_recurse_and_jump, 24

        .data
        .p2align 3
        .globl  t_jump_depth
t_jump_depth:
        .quad   2000

// --- yield and exit ----------------------------------------------------------

BEGIN t_yield, 88
        EACH_CALLEE_SAVED save
        movq    %rdi, 48(%rsp)
        movq    $0, 56(%rsp)
        stmxcsr 64(%rsp)
        movl    64(%rsp), %eax
        orl     $0x6000, %eax           // round towards zero
        movl    %eax, 68(%rsp)
        ldmxcsr 68(%rsp)
        movl    $0x0f7f, 76(%rsp)       // the same for the x87 unit
        fldcw   76(%rsp)
        movq    $0x11, %rbx
        movq    $0x12, %rbp
        movq    $0x13, %r12
        movq    $0x14, %r13
        movq    $0x15, %r14
        movq    $0x16, %r15
.Lyield_next:
        cmpq    $0, 48(%rsp)
        je      .Lyield_done
        decq    48(%rsp)
        callq   pag_yield.pag
        stmxcsr 72(%rsp)
        movl    72(%rsp), %eax
        andl    $0x6000, %eax
        xorl    $0x6000, %eax
        fnstcw  80(%rsp)
        movzwl  80(%rsp), %ecx
        xorl    $0x0f7f, %ecx
        orl     %ecx, %eax
        xorq    $0x11, %rbx
        orq     %rbx, %rax
        xorq    $0x12, %rbp
        orq     %rbp, %rax
        xorq    $0x13, %r12
        orq     %r12, %rax
        xorq    $0x14, %r13
        orq     %r13, %rax
        xorq    $0x15, %r14
        orq     %r14, %rax
        xorq    $0x16, %r15
        orq     %r15, %rax
        cmpq    $1, %rax
        sbbq    $-1, 56(%rsp)
        movq    $0x11, %rbx
        movq    $0x12, %rbp
        movq    $0x13, %r12
        movq    $0x14, %r13
        movq    $0x15, %r14
        movq    $0x16, %r15
        jmp     .Lyield_next
.Lyield_done:
        ldmxcsr 64(%rsp)
        fninit
        EACH_CALLEE_SAVED restore
        movq    56(%rsp), %rax
FINISH t_yield, 88

BEGIN t_yield_between, 24
        movq    %rsi, 8(%rsp)
        movq    %rdi, %r11
        xorl    %edi, %edi
        callq   __pag_gate
        callq   pag_yield.pag
        movq    8(%rsp), %r11
        xorl    %edi, %edi
        callq   __pag_gate
FINISH t_yield_between, 24

BEGIN t_yield_once, 8
        callq   pag_yield.pag
FINISH t_yield_once, 8

BEGIN t_default_modes, 24
        movl    $0x1f80, 8(%rsp)
        movl    $100, 12(%rsp)
.Ldefault_modes_next:
        ldmxcsr 8(%rsp)
        fninit
        callq   pag_yield.pag
        decl    12(%rsp)
        jnz     .Ldefault_modes_next
FINISH t_default_modes, 24

BEGIN t_goexit, 8
        callq   pag_goexit.pag
        ud2
FINISH t_goexit, 8

// --- pinned arena ------------------------------------------------------------

BEGIN t_pinned, 40
        movq    TLS(G), %rax
        movq    PAG_G_ARENA_CUR(%rax), %r8
        movq    %r8, 0(%rsp)
        movq    %rdx, 16(%rsp)
        movq    %rcx, 24(%rsp)
        leaq    -1(%r8,%rsi), %r10
        movq    %rsi, %r11
        negq    %r11
        andq    %r11, %r10
        leaq    15(%r10,%rdi), %r11
        andq    $-16, %r11
        cmpq    PAG_G_ARENA_END(%rax), %r11
        ja      .Lpinned_slow
        movq    %r11, PAG_G_ARENA_CUR(%rax)
        movq    %r10, %rax
        jmp     .Lpinned_have
.Lpinned_slow:
        callq   __pag_arena_grow
.Lpinned_have:
        movq    %rax, %rdi
        movq    24(%rsp), %rsi
        movq    16(%rsp), %r11
        callq   __pag_gate
        movq    TLS(G), %rax
        movq    0(%rsp), %rcx
        movq    %rcx, PAG_G_ARENA_CUR(%rax)
FINISH t_pinned, 40

// --- others ------------------------------------------------------------------

BEGIN t_leaf, 8
        xorl    %eax, %eax
FINISH t_leaf, 8

// Reference homes at 16 and 24, of which only the second is live at the call;
// rdi and rsi hold references at the check.
BEGIN t_references, 40
        movq    %rdi, 16(%rsp)
        movq    %rsi, 24(%rsp)
        movq    %rdx, %r11
        movq    %rcx, %rdi
        callq   __pag_gate
.Lreferences_ret:
        xorl    %eax, %eax
FINISH t_references, 40, homes=16
SAFEPOINTS t_references, 0, 1, nrefs=2, entry_refs=3
SAFEPOINT .Lreferences_ret, t_references, 2

// Poisoned, so that its callee stops at its check, with references in registers.
BEGIN t_references_at_check, 8
        movq    $PAG_GUARD_POISON, GUARD
        callq   t_references.pag
FINISH t_references_at_check, 8

// A poll, with the same homes.
BEGIN t_references_at_poll, 40
        movq    %rdi, 16(%rsp)
        movq    %rsi, 24(%rsp)
        movq    $PAG_GUARD_POISON, GUARD
        callq   __pag_poll
.Lpoll_ret:
        xorl    %eax, %eax
FINISH t_references_at_poll, 40, homes=16
SAFEPOINTS t_references_at_poll, 0, 1, nrefs=2
SAFEPOINT .Lpoll_ret, t_references_at_poll, 2

BEGIN t_receive, 40
        movq    %rsi, 16(%rsp)
        movq    $0, 24(%rsp)
        leaq    8(%rsp), %rsi
        callq   pag_chan_recv.pag
.Lreceive_ret:
        movq    8(%rsp), %rax
FINISH t_receive, 40, homes=16
SAFEPOINTS t_receive, 0, 1, nrefs=2
SAFEPOINT .Lreceive_ret, t_receive, 1

BEGIN t_send, 24
        movq    %rsi, 8(%rsp)
        leaq    8(%rsp), %rsi
        callq   pag_chan_send.pag
        xorl    %eax, %eax
FINISH t_send, 24

// The second safepoint's distance is counted from the first one.
BEGIN t_reference_bits, 40
        movq    %rdi, 8(%rsp)
.irp at, 0, 8, 16
        movq    \at(%rdi), %rax
        movq    %rax, 16+\at(%rsp)
.endr
        callq   t_leaf.pag
.Lbits_ret1:
        callq   t_leaf.pag
.Lbits_ret2:
        movq    8(%rsp), %rdi
.irp at, 0, 8, 16
        movq    16+\at(%rsp), %rax
        movq    %rax, \at(%rdi)
.endr
        xorl    %eax, %eax
FINISH t_reference_bits, 40, homes=16
SAFEPOINTS t_reference_bits, 0, 2, nrefs=3
SAFEPOINT .Lbits_ret1, t_reference_bits, 2
SAFEPOINT .Lbits_ret2, .Lbits_ret1, 3

BEGIN t_float_gate, 24
        movq    %rsi, 8(%rsp)
        movq    %rdi, %r11
        movq    %rsi, %rdi
        callq   __pag_gate
        movq    8(%rsp), %rdi
        fstpt   (%rdi)
        xorl    %eax, %eax
FINISH t_float_gate, 24

BEGIN t_poisoned, 8
        movq    $PAG_GUARD_POISON, GUARD
        callq   t_leaf.pag
        movq    $PAG_GUARD_POISON, GUARD
        callq   __pag_poll
        xorl    %eax, %eax
FINISH t_poisoned, 8

BEGIN t_spin, 24
        movq    %rdi, 8(%rsp)
.Lspin_next:
        callq   t_leaf.pag
        movq    8(%rsp), %rdi
        cmpq    $0, (%rdi)
        je      .Lspin_next
FINISH t_spin, 24

BEGIN t_invoke, 24
        movq    %rdi, 8(%rsp)
        movq    %rdi, %r10
        movq    0(%r10), %r11
        movq    8(%r10), %rdi
        movq    16(%r10), %rsi
        movq    24(%r10), %rdx
        movq    32(%r10), %rcx
        movq    40(%r10), %r8
        movq    48(%r10), %r9
        xorl    %eax, %eax
        callq   __pag_gate
        movq    8(%rsp), %rdi
        movq    %rax, 56(%rdi)
        movq    $1, 64(%rdi)
FINISH t_invoke, 24

BEGIN t_wait, 24
        movq    %rdi, 8(%rsp)
.Lwait_next:
        movq    8(%rsp), %rdi
        movq    0(%rdi), %rax
        cmpq    $0, (%rax)
        jne     .Lwait_over
        callq   pag_yield.pag
        jmp     .Lwait_next
.Lwait_over:
        movq    8(%rdi), %r11
        callq   __pag_gate
FINISH t_wait, 24

// Managed text without a record.
        .section pagurus_text,"ax",@progbits
        .p2align 4
        .type   t_unrecorded, @function
t_unrecorded:
        .cfi_startproc
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq    %rsp, %rsi
        callq   t_recurse.pag
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        retq
        .cfi_endproc
        .size   t_unrecorded, .-t_unrecorded

BEGIN t_no_record, 8
        callq   t_unrecorded
FINISH t_no_record, 8
