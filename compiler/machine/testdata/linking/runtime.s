# Stands for the runtime: gates and entries that only jump on.
        .text
        .globl __pag_gate, __pag_gate_s, __pag_gate_native, __pag_callback
        .globl __pag_morestack, __pag_abi_6
__pag_gate:
__pag_gate_s:
__pag_gate_native:
__pag_callback:
        jmp *%r11
__pag_morestack:
__pag_abi_6:
        ret
        .globl _start
_start: btsq $63, %fs:0x70      # managed code, and every check passes
        call main
        movl %eax, %edi
        movl $60, %eax
        syscall
        .section .note.GNU-stack,"",@progbits
