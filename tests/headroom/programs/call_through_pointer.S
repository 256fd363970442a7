// EXPECT: broken at 0x
// EXPECT: : a call through a pointer, on the goroutine's stack (I6)
#include "tests/headroom/programs/managed.h"
BEGIN broken
        pushq   %rax
        leaq    __pag_gate(%rip), %rcx
        callq   *%rcx
        popq    %rax
        retq
END_MANAGED broken, 8
