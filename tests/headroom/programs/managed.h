// Managed functions written by hand, to break the rules with.
#include "arch/x86_64/macros.h"

// Both names that the compiler's output calls a function by.
.macro BEGIN name
MANAGED_FUNCTION \name
        .globl  \name\().pag
\name\().pag:
.endm

// A function's prologue check for a frame of `size` bytes, more than 128.
.macro CHECK size
        leaq    -\size(%rsp), %r11
        cmpq    GUARD, %r11
        jno     .Lmore\@
        jmp     .Lbody\@
.Lmore\@:
        callq   __pag_morestack
.Lbody\@:
.endm
