// pag_catch: a frame that can be returned from at any time.
//
// The token that it hands out says where its frame is, as a distance from the
// stack's top, because the stack moves; whatever else is needed to return from
// it stands in the frame itself.  So its caller makes an ordinary call, which
// returns once, and keeps its registers, homes and pinned locals as across any
// other: nothing in it is compiled as setjmp would have it compiled.
#include "arch/x86_64/macros.h"

// uintptr_t pag_catch(pag_frame_token* token, void (*fn)(void*), void* arg)
//   in: rdi, rsi, rdx; any code.  out: rax = 0 after fn(arg) has returned, else
//   what pag_unwind_to was given.
//   Clobbers what a C call does.
//   Stack: checked like a compiled function's.
//
//      | return address               |
//      | rbx rbp r12 r13 r14 r15      |
//      | callback_top, transition     |  of a frame on a system stack
//      | arena_cur                    |
//      | stamp                        |  as in the token; 0: returned from
//      | mxcsr, fpucw                 |  <- token->place
//      +------------------------------+
MANAGED_FUNCTION pag_catch.pag
        .globl  pag_catch
        .type   pag_catch, @function
pag_catch:
        .byte   0x64, 0x64              // PAG_ENTRY_MARK, with cmpq's own
        cmpq    GUARD, %rsp
        jno     .Lfailed
.Lbody:
        PUSH    rbx
        PUSH    rbp
        PUSH    r12
        PUSH    r13
        PUSH    r14
        PUSH    r15
        subq    $PAG_CATCH_RBX - 40, %rsp
        .cfi_adjust_cfa_offset PAG_CATCH_RBX - 40
        stmxcsr PAG_CATCH_FP_MODES(%rsp)
        fnstcw  PAG_CATCH_FP_MODES + 4(%rsp)
        // A stamp that no other catch has had, or none for a very long time.
        movq    TLS(M), %rax
        shlq    $16, %rax
        incq    TLS(CATCHES)
        addq    TLS(CATCHES), %rax
        movq    %rax, PAG_CATCH_STAMP(%rsp)
        movq    %rax, PAG_TOKEN_STAMP(%rdi)
        movq    TLS(G), %rcx
        movq    PAG_G_ID(%rcx), %rax
        movq    %rax, PAG_TOKEN_G_ID(%rdi)
        movq    PAG_G_ARENA_CUR(%rcx), %rax
        movq    %rax, PAG_CATCH_ARENA_CUR(%rsp)
        cmpq    $0, TLS(SYS_SP)
        je      .Lsystem
        movq    PAG_G_STACK_HI(%rcx), %rax
        subq    %rsp, %rax
        xorl    %ecx, %ecx
        jmp     .Lplace
.Lsystem:
        movq    TLS(TRANSITION), %rax
        movq    %rax, PAG_CATCH_TRANSITION(%rsp)
        movq    TLS(CALLBACK_TOP), %rax
        movq    %rax, PAG_CATCH_CALLBACK_TOP(%rsp)
        movq    %rsp, %rax
        movl    $1, %ecx
.Lplace:
        movq    %rax, PAG_TOKEN_PLACE(%rdi)
        movq    %rcx, PAG_TOKEN_ON_SYSTEM(%rdi)
        movq    %rsi, %r11
        movq    %rdx, %rdi
        xorl    %eax, %eax
        xorl    %r10d, %r10d
        callq   __pag_gate
        xorl    %eax, %eax
        // Never: it shows the proof of headroom how that place is reached.
        jne     __pag_catch_again
.Lleave:
        movq    $0, PAG_CATCH_STAMP(%rsp)
        addq    $PAG_CATCH_RBX - 40, %rsp
        .cfi_remember_state
        .cfi_adjust_cfa_offset 40 - PAG_CATCH_RBX
        POP     r15
        POP     r14
        POP     r13
        POP     r12
        POP     rbp
        POP     rbx
        retq

        // From __pag_unwind_resume: rax = value, SP = this frame's.
        .globl  __pag_catch_again
        .hidden __pag_catch_again
__pag_catch_again:
        .cfi_restore_state
        fnclex
        fldcw   PAG_CATCH_FP_MODES + 4(%rsp)
        ldmxcsr PAG_CATCH_FP_MODES(%rsp)
        jmp     .Lleave

.Lfailed:
        .cfi_def_cfa_offset 8
        .cfi_restore %rbx
        .cfi_restore %rbp
        .cfi_restore %r12
        .cfi_restore %r13
        .cfi_restore %r14
        .cfi_restore %r15
        cmpq    $0, GUARD
        je      .Lslow
        callq   __pag_morestack
        jmp     .Lbody
.Lslow:
        leaq    pag_catch.pag(%rip), %r11
        jmp     __pag_callback
        .size   pag_catch, . - pag_catch
END_MANAGED pag_catch.pag, PAG_CATCH_FRAME

// void __pag_unwind_resume(uintptr_t sp, uintptr_t value, uintptr_t guard)
//   in: rdi, rsi, rdx; pag_tls is already as it was in pag_catch's frame, which
//   is at sp.  Never returns.
FUNCTION __pag_unwind_resume
        .cfi_undefined %rip
        movq    %rsi, %rax
        movq    %rdx, GUARD
        movq    %rdi, %rsp
        jmp     __pag_catch_again
END __pag_unwind_resume
