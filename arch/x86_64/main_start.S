// The main goroutine's first function.
#include "arch/x86_64/macros.h"

// __pag_main_start(MainArgs* args)
//   in: rdi = {argc, argv, envp}.  Never returns.
//   Stack: checked like a compiled function's, because main may need no check
//   of its own and jump to what needs all the headroom (I5).
// exit(main(argc, argv, envp)): exit runs as native code on the system stack,
// with everything below it still there to be looked at.
// The goroutine reaches it through a gate, which wants to see managed code.
MANAGED_FUNCTION __pag_main_start
        .byte   0x64, 0x64              // PAG_ENTRY_MARK, with cmpq's own
        cmpq    GUARD, %rsp
        jno     .Lmore
.Lbody:
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq    8(%rdi), %rsi
        movq    16(%rdi), %rdx
        movl    0(%rdi), %edi
        xorl    %eax, %eax
        callq   pag_main.pag
        movl    %eax, %edi
        movq    exit@GOTPCREL(%rip), %r11
        xorl    %r10d, %r10d
        callq   __pag_gate_native
        ud2
.Lmore:
        CFA_AT_RSP 8
        callq   __pag_morestack
        jmp     .Lbody
END_MANAGED __pag_main_start, 8
