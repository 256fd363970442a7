// Managed functions written by hand, with maps as docs/stackmap-format.md
// says: homes and safepoints, the top function, stack arguments, a COMDAT
// function that two objects define (SAMPLE_SECOND), and function sections.
// The code runs nowhere; sizes are what matters.
#ifndef SAMPLE_SECOND

        .section pagurus_text,"ax",@progbits
        .p2align 4
        .globl  sample_sum
        .type   sample_sum,@function
sample_sum:
.Lsum:
        .skip   32, 0x90
        .globl  sample_sum.pag
        .type   sample_sum.pag,@function
sample_sum.pag:
        .skip   0x70 - 32, 0x90
        .size   sample_sum, . - sample_sum

        .globl  sample_first
        .type   sample_first,@function
sample_first:
.Lfirst:
        .skip   32, 0x90
        .size   sample_first, . - sample_first

        .section pagurus_frames,"ao",@progbits,.Lsum
        .p2align 2
        .long   .Lsum - .
        .long   7 | 5 << 11 | 1 << 18 | 3 << 22 | 3 << 25

        .section pagurus_frames_ext,"ao",@progbits,.Lsum
        .p2align 3
        .long   .Lfirst - .
        .short  2, 1
        .long   32, 0, 0, 0, 0, 0

        .section pagurus_safepoints,"ao",@progbits,.Lsum
        .long   .Lsum - .
        .byte   2, 0
        .short  3, 0, 0
        .long   3
        .uleb128 0x24 << 1
        .byte   5
        .uleb128 (0x3a - 0x24) << 1 | 1
        .uleb128 (0x6c - 0x3a) << 1
        .byte   2

        .section pagurus_text,"ax",@progbits,unique,1
        .globl  sample_many
        .type   sample_many,@function
sample_many:
.Lmany:
        .skip   43, 0x90
        .size   sample_many, . - sample_many

        .section pagurus_frames_ext,"ao",@progbits,.Lmany,unique,1
        .p2align 3
        .long   .Lmany - .
        .short  2, 0
        .long   43, 24, 0, 0, 1, 2, 0, 16

#else
        .text
        .globl  sample_second
sample_second:
        ret
#endif

        .section pagurus_text,"axG",@progbits,sample_inline,comdat
        .p2align 4
        .weak   sample_inline
        .type   sample_inline,@function
sample_inline:
.Linline:
        .skip   30, 0x90
        .size   sample_inline, . - sample_inline

        .section pagurus_frames,"aGo",@progbits,.Linline,sample_inline,comdat
        .p2align 2
        .long   .Linline - .
        .long   2 | 3 << 11 | 2 << 18 | 1 << 22 | 4 << 25

        .section pagurus_safepoints,"aGo",@progbits,.Linline,sample_inline,comdat
        .long   .Linline - .
        .byte   2, 0
        .short  1, 0, 0
        .long   1
        .uleb128 30 << 1
        .byte   1

        .section .note.GNU-stack,"",@progbits
