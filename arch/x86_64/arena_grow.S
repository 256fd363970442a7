// The pinned arena's slow path, first half.
#include "arch/x86_64/macros.h"

// void* __pag_arena_grow(size_t bytes, size_t align)
//   in: rdi, rsi; managed code, any stack.  out: rax = the address of `bytes`
//   bytes aligned to `align`, a power of two; g's arena_cur lies past them.
//   Clobbers what a C call does.  Not a safepoint.  Stack: none, or a gate's.
// A loop whose callee's locals do not fit into the current chunk comes here on
// every turn.  So the case that this chunk or the next one has room stays on
// this stack and takes a few ns.
FUNCTION __pag_arena_grow
        movq    TLS(G), %rax
        movq    PAG_G_ARENA_CUR(%rax), %r10
        movq    PAG_G_ARENA_END(%rax), %r8
        testq   %r8, %r8
        jz      .Lfirst
        // arena_end may be the limit of a newer chunk: those lie lower.
.Lfind:
        cmpq    %r8, %r10
        jbe     .Lfound
        movq    PAG_CHUNK_PREV(%r8), %r8
        testq   %r8, %r8
        jnz     .Lfind
.Lfirst:
        xorl    %ecx, %ecx
        movq    PAG_G_ARENA_FIRST(%rax), %r8
        jmp     .Lchunk
.Lfound:
        movl    $1, %ecx                // further chunks to look at
        // r8 = a chunk's end, r10 = the first free byte in it.
.Ltry:
        movq    %rsi, %rdx
        negq    %rdx
        leaq    -1(%r10,%rsi), %r10
        andq    %rdx, %r10
        leaq    15(%r10), %r11
        addq    %rdi, %r11
        jc      .Lgrow
        andq    $-16, %r11
        cmpq    %r8, %r11
        ja      .Lnext
        movq    %r11, PAG_G_ARENA_CUR(%rax)
        movq    %r8, PAG_G_ARENA_END(%rax)
        movq    %r10, %rax
        retq
.Lnext:
        decl    %ecx
        js      .Lgrow
        movq    PAG_CHUNK_NEXT(%r8), %r8
.Lchunk:
        testq   %r8, %r8
        jz      .Lgrow
        movq    PAG_CHUNK_BEGIN(%r8), %r10
        jmp     .Ltry
.Lgrow:
        leaq    __pag_arena_grow_native(%rip), %r11
        xorl    %r10d, %r10d
        jmp     __pag_gate_native
END __pag_arena_grow
