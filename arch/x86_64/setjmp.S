// setjmp and longjmp for managed code.  A buffer on a goroutine's stack holds
// its distance from the stack's top, because the stack may move before the
// jump; callee-saved registers never point into it (I1).
#include "arch/x86_64/macros.h"

// int __pag_setjmp(JmpBuf* buf)
//   in: rdi; managed code.  out: eax = 0; after a longjmp its value.
//   Clobbers rcx, rdx.  Stack: none.
FUNCTION __pag_setjmp
        xorl    %esi, %esi
        jmp     __pag_sigsetjmp
END __pag_setjmp

// int __pag_sigsetjmp(JmpBuf* buf, int savemask)
//   in: rdi, esi; managed code.  out: as __pag_setjmp.
//   Clobbers what a C call does.  Stack: none.
FUNCTION __pag_sigsetjmp
        movabsq $PAG_JB_MAGIC_VALUE, %rax
        movq    %rax, PAG_JB_MAGIC(%rdi)
        movq    TLS(G), %rax
        movq    %rax, PAG_JB_G(%rdi)
        movq    PAG_G_ID(%rax), %rcx
        movq    %rcx, PAG_JB_G_ID(%rdi)
        leaq    8(%rsp), %rdx
        xorl    %ecx, %ecx
        cmpq    $0, TLS(SYS_SP)
        je      .Lsystem
        negq    %rdx
        addq    PAG_G_STACK_HI(%rax), %rdx
        jmp     .Lplace
.Lsystem:
        incl    %ecx
.Lplace:
        movq    %rcx, PAG_JB_ON_SYSTEM(%rdi)
        movq    %rdx, PAG_JB_SP(%rdi)
        movq    (%rsp), %rcx
        movq    %rcx, PAG_JB_PC(%rdi)
        movq    %rbx, PAG_JB_RBX(%rdi)
        movq    %rbp, PAG_JB_RBP(%rdi)
        movq    %r12, PAG_JB_R12(%rdi)
        movq    %r13, PAG_JB_R13(%rdi)
        movq    %r14, PAG_JB_R14(%rdi)
        movq    %r15, PAG_JB_R15(%rdi)
        stmxcsr PAG_JB_MXCSR(%rdi)
        fnstcw  PAG_JB_FPUCW(%rdi)
        movq    TLS(TRANSITION), %rcx
        movq    %rcx, PAG_JB_TRANSITION(%rdi)
        movq    TLS(CALLBACK_TOP), %rcx
        movq    %rcx, PAG_JB_CALLBACK_TOP(%rdi)
        movq    PAG_G_ARENA_CUR(%rax), %rcx
        movq    %rcx, PAG_JB_ARENA_CUR(%rdi)
        movl    %esi, %esi
        movq    %rsi, PAG_JB_MASK_SAVED(%rdi)
        testl   %esi, %esi
        jz      .Ldone
        // rt_sigprocmask(SIG_BLOCK, NULL, &buf->mask, 8)
        leaq    PAG_JB_MASK(%rdi), %rdx
        xorl    %edi, %edi
        xorl    %esi, %esi
        movl    $8, %r10d
        movl    $14, %eax
        syscall
.Ldone:
        xorl    %eax, %eax
        retq
END __pag_sigsetjmp

// void __pag_longjmp(JmpBuf* buf, int val)
//   in: rdi, esi; any code, any stack.  Never returns.
FUNCTION __pag_longjmp
        leaq    __pag_longjmp_native(%rip), %r11
        xorl    %r10d, %r10d
        cmpq    $0, GUARD
        jne     __pag_gate_native
        jmpq    *%r11
END __pag_longjmp

// void __pag_longjmp_resume(const JmpBuf* buf, uintptr_t value, uintptr_t sp,
//                           uintptr_t guard)
//   in: rdi, rsi, rdx, rcx; pag_tls is already as it was at the setjmp.
//   Never returns.
FUNCTION __pag_longjmp_resume
        .cfi_undefined %rip
        movq    PAG_JB_RBX(%rdi), %rbx
        movq    PAG_JB_RBP(%rdi), %rbp
        movq    PAG_JB_R12(%rdi), %r12
        movq    PAG_JB_R13(%rdi), %r13
        movq    PAG_JB_R14(%rdi), %r14
        movq    PAG_JB_R15(%rdi), %r15
        fnclex
        fldcw   PAG_JB_FPUCW(%rdi)
        ldmxcsr PAG_JB_MXCSR(%rdi)
        movq    PAG_JB_PC(%rdi), %r11
        movq    %rsi, %rax
        movq    %rcx, GUARD
        movq    %rdx, %rsp
        jmpq    *%r11
END __pag_longjmp_resume
