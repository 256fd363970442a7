# A native strong definition that replaces a managed weak one.
        .globl overridden
overridden:
        movl $40, %eax
        ret
        .section .note.GNU-stack,"",@progbits
