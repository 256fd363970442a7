// The bottom of every goroutine's stack.
#include "arch/x86_64/macros.h"

// __pag_gostart
//   in: rdx = Closure* (gogo puts Gobuf.ctxt there); SP as at a function's
//   entry, with a return address into __pag_goexit and above it the
//   floating-point control words to begin with.
// Goes to closure->fn(closure->arg), managed or native.  A jump, so that it
// never has a frame.
MANAGED_FUNCTION __pag_gostart
        .cfi_signal_frame
        movl    8(%rsp), %eax
        cmpl    %eax, TLS(MXCSR)
        jne     .Lother_modes
        movzwl  12(%rsp), %eax
        cmpl    %eax, TLS(FPUCW)
        jne     .Lother_modes
.Lmodes:
        movq    PAG_CLOSURE_FN(%rdx), %r11
        movq    PAG_CLOSURE_ARG(%rdx), %rdi
        xorl    %eax, %eax
        xorl    %r10d, %r10d
        jmp     __pag_gate
.Lother_modes:
        ldmxcsr 8(%rsp)
        fldcw   12(%rsp)
        jmp     .Lmodes
END_MANAGED __pag_gostart, 0

// __pag_goexit
//   in: a goroutine's own stack; also "returned to" at + 1 when the
//   goroutine's function returns.  Never returns.
//   Stack: two words.
// Ends the goroutine.  Its frame record has the flag `top`.
MANAGED_FUNCTION __pag_goexit
        .cfi_undefined %rip
        nop
        leaq    __pag_goexit0(%rip), %r11
        callq   __pag_block_switch
        ud2
END_MANAGED_TOP __pag_goexit

// pag_goexit, as managed code calls it: first the program's hook
// (runtime/goexit_hook.cc), on top of the caller's frames.  A callback cannot
// end the goroutine below it: the native function says so and stops the program.
MANAGED_FUNCTION pag_goexit.pag
        cmpq    $0, TLS(SYS_SP)
        je      .Lnative
        cmpq    $0, __pag_goexit_hook(%rip)
        je      __pag_goexit
        jmp     __pag_goexit_hooked
.Lnative:
        leaq    __pag_goexit_native(%rip), %r11
        jmp     __pag_gate
END_MANAGED pag_goexit.pag, 0

// __pag_goexit_hooked
//   in: as pag_goexit.pag, on a goroutine's own stack.  Never returns.
//   Stack: checked like a compiled function's.
MANAGED_FUNCTION __pag_goexit_hooked
        cmpq    GUARD, %rsp
        jno     .Lmore
.Lbody:
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq    __pag_goexit_hook(%rip), %r11
        testq   %r11, %r11
        jz      .Lend
        xorl    %eax, %eax
        xorl    %r10d, %r10d
        callq   __pag_gate
.Lend:
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        jmp     __pag_goexit
.Lmore:
        callq   __pag_morestack
        jmp     .Lbody
END_MANAGED __pag_goexit_hooked, 8

// void pag_goexit(void), as native code calls it.
NATIVE_ENTRY pag_goexit, __pag_goexit_native
