// Leaving g0 for a goroutine, and remembering a place to come back to.
#include "arch/x86_64/macros.h"

// void __pag_gogo(Gobuf* buf)
//   in: rdi; runs on g0.  Never returns.
// Makes buf->g current and goes on at buf->pc on buf->sp, with rax = buf->ret
// and rdx = buf->ctxt.  Clears what it used, so that a parked goroutine keeps
// nothing alive by it (I8).
FUNCTION __pag_gogo
        .cfi_signal_frame
        movq    PAG_GOBUF_G(%rdi), %rcx
        movq    PAG_GOBUF_PC(%rdi), %r11
        movq    PAG_GOBUF_SP(%rdi), %r10
        movq    PAG_GOBUF_RET(%rdi), %rax
        movq    PAG_GOBUF_CTXT(%rdi), %rdx
        movq    $0, PAG_GOBUF_SP(%rdi)
        movq    $0, PAG_GOBUF_PC(%rdi)
        movq    $0, PAG_GOBUF_CTXT(%rdi)
        movq    $0, PAG_GOBUF_RET(%rdi)
        movq    $0, PAG_GOBUF_WORD(%rdi)
        movq    %rcx, TLS(G)
        movq    PAG_G_STACK_GUARD(%rcx), %rcx
        movq    %rcx, GUARD
        // From here on the goroutine counts as the caller; it may stand at a
        // function's first instruction (hence the signal frame).
        .cfi_def_cfa %r10, 0
        .cfi_register %rip, %r11
        movq    %r10, %rsp
        jmpq    *%r11
END __pag_gogo

// void __pag_gosave(Gobuf* buf)
//   in: rdi.  Clobbers rax.  Stack: none.
// Saves the context that the caller has after this call returns.
FUNCTION __pag_gosave
        leaq    8(%rsp), %rax
        movq    %rax, PAG_GOBUF_SP(%rdi)
        movq    (%rsp), %rax
        movq    %rax, PAG_GOBUF_PC(%rdi)
        movq    TLS(G), %rax
        movq    %rax, PAG_GOBUF_G(%rdi)
        movq    $0, PAG_GOBUF_CTXT(%rdi)
        movq    $0, PAG_GOBUF_RET(%rdi)
        movq    $0, PAG_GOBUF_WORD(%rdi)
        retq
END __pag_gosave

// void __pag_mstart(void (*fn)(void))
//   in: rdi; a native thread whose g0 is current.  Never returns.
// Everything that switches to this M's system stack starts below this frame.
FUNCTION __pag_mstart
        pushq   %rdi
        .cfi_adjust_cfa_offset 8
        movq    TLS(M), %rdi
        movq    PAG_M_G0(%rdi), %rdi
        addq    $PAG_G_SCHED, %rdi
        callq   __pag_gosave
        movq    TLS(M), %rdi
        movq    PAG_M_G0(%rdi), %rdi
        movq    PAG_G_SCHED + PAG_GOBUF_SP(%rdi), %rax
        movq    %rax, TLS(SYS_SP)
        callq   *(%rsp)
        ud2
END __pag_mstart
