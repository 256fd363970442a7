// Calls of a function on a stack of its own (measure.h).
        .text
        .globl  call_on_stack
        .type   call_on_stack, @function
call_on_stack:
        .cfi_startproc
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbx, 0
        movq    %rsp, %rbx
        .cfi_def_cfa_register %rbx
        movq    %rsi, %rsp
        movq    %rdi, %rax
        movq    %rdx, %r11
        movq    (%r11), %rdi
        movq    8(%r11), %rsi
        movq    16(%r11), %rdx
        movsd   24(%r11), %xmm0
        movsd   32(%r11), %xmm1
        // What nobody else writes there.
        movq    $0x12345678, %fs:0x70
        callq   *%rax
        movq    %fs:0x70, %rdx
        movq    $0, %fs:0x70
        movq    %rbx, %rsp
        .cfi_def_cfa_register %rsp
        xorl    %eax, %eax
        cmpq    $0x12345678, %rdx
        sete    %al
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        retq
        .cfi_endproc
        .size   call_on_stack, .-call_on_stack

// Uses 200 bytes below its return address, the last of them by a store below
// the stack pointer.
        .globl  uses_200_bytes
        .type   uses_200_bytes, @function
uses_200_bytes:
        .cfi_startproc
        subq    $136, %rsp
        .cfi_adjust_cfa_offset 136
        movb    $1, -64(%rsp)
        addq    $136, %rsp
        .cfi_adjust_cfa_offset -136
        retq
        .cfi_endproc
        .size   uses_200_bytes, .-uses_200_bytes

        .section .note.GNU-stack,"",@progbits
