// The pinned arena's slow path, first half.
#include "arch/x86_64/macros.h"

// void* __pag_arena_grow(size_t bytes, size_t align)
//   in: rdi, rsi; managed code, any stack.  out: rax = the address of `bytes`
//   bytes aligned to `align`, a power of two; g's arena_cur lies past them.
//   Clobbers what a C call does.  Not a safepoint.  Stack: none, or a gate's.
// A loop whose callee's locals do not fit into the current chunk comes here on
// every turn.  So the case that the next chunk is there and large enough stays
// on this stack and takes a few ns.
FUNCTION __pag_arena_grow
        movq    TLS(G), %rax
        movq    PAG_G_ARENA_END(%rax), %rcx
        testq   %rcx, %rcx
        jz      .Lfirst
        movq    PAG_CHUNK_NEXT(%rcx), %r8
        jmp     .Lhave_next
.Lfirst:
        movq    PAG_G_ARENA_FIRST(%rax), %r8
.Lhave_next:
        testq   %r8, %r8
        jz      .Lgrow
        // r10 = bytes' address; r11 = 16-aligned end; r8 = chunk's end.
        movq    PAG_CHUNK_BEGIN(%r8), %r10
        leaq    -1(%r10,%rsi), %r10
        movq    %rsi, %rdx
        negq    %rdx
        andq    %rdx, %r10
        leaq    15(%r10), %r11
        addq    %rdi, %r11
        jc      .Lgrow
        andq    $-16, %r11
        cmpq    %r8, %r11
        ja      .Lgrow
        movq    %r11, PAG_G_ARENA_CUR(%rax)
        movq    %r8, PAG_G_ARENA_END(%rax)
        movq    %r10, %rax
        retq
.Lgrow:
        leaq    __pag_arena_grow_native(%rip), %r11
        xorl    %r10d, %r10d
        jmp     __pag_gate_native
END __pag_arena_grow
