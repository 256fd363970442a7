// From a goroutine's stack to the system stack, to run the runtime's C++.
#include "arch/x86_64/macros.h"

// __pag_mcall(void (*fn)(G*))
//   in: rdi; a goroutine's own stack (sys_sp != 0).  Does not return by
//   itself: gogo(&g->sched) makes it return, with rax = Gobuf.ret.
//   Clobbers all but rsp; the caller has saved its callee-saved registers.
//   Stack: one return address.
// Parks the goroutine and calls fn(g) on g0, which must not return.
FUNCTION __pag_mcall
        .cfi_signal_frame
        movq    TLS(G), %rax
        movq    (%rsp), %rcx
        movq    %rcx, PAG_G_SCHED + PAG_GOBUF_PC(%rax)
        leaq    8(%rsp), %rcx
        movq    %rcx, PAG_G_SCHED + PAG_GOBUF_SP(%rax)
        movq    %rax, PAG_G_SCHED + PAG_GOBUF_G(%rax)
        movq    TLS(SYS_SP), %rcx
        movq    %rsp, PAG_TRANSITION_SP - PAG_TRANSITION_SIZE(%rcx)
        leaq    -PAG_TRANSITION_SIZE(%rcx), %rsp
        CFA_AT_SLOT PAG_TRANSITION_SP
        movq    $0, GUARD
        movq    TLS(M), %rcx
        movq    PAG_M_G0(%rcx), %rcx
        movq    %rcx, TLS(G)
        movq    %rdi, %r11
        movq    %rax, %rdi
        callq   *%r11
        ud2
END __pag_mcall

// void* __pag_systemstack(void* (*fn)(void*), void* arg)
//   in: rdi, rsi; any code, any stack.  out: what fn returns.
//   Clobbers what a C call does.  Stack: one return address.
// Runs fn(arg) on the system stack.  The goroutine does not move meanwhile.
FUNCTION __pag_systemstack
        movq    %rdi, %r11
        movq    %rsi, %rdi
        xorl    %r10d, %r10d
        cmpq    $0, GUARD
        jne     __pag_gate_native
        jmpq    *%r11
END __pag_systemstack
