// int main(int argc, char** argv) of a managed program, for program_test.
#include "runtime/testing/managed_asm.h"

BEGIN pag_main, 8
        leaq    choose(%rip), %r11
        callq   __pag_gate
        movq    %rax, %rdi
        testq   %rax, %rax
        jz      .Lmain_nothing
        movq    %rax, chosen(%rip)
        callq   t_invoke.pag
        movq    chosen(%rip), %rdi
        movq    56(%rdi), %rax
.Lmain_nothing:
FINISH pag_main, 8

        .bss
        .p2align 3
chosen:
        .zero   8

// What every managed object refers to.
        .section .data.rel.ro,"aw",@progbits
        .p2align 3
        .quad   __pag_abi_6
