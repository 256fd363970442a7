// Allocation: the way that most objects come into being, without leaving the
// goroutine's stack.
//
// A P has runs of free cells, one for each kind of object (gc/cache.h).  What is
// left of a run is the holder's alone, and nothing in here is a safepoint
// between reading the cursor and writing it.  So the only one who could come
// between is preemption's signal, which leaves code between __pag_alloc_begin
// and __pag_alloc_end alone (sched/interrupted.cc): a thread that was stopped
// here would go on with another P, or with what others have used up meanwhile.
// It would also hold a reference where nobody looks for one (H3).
//
// The slow paths run on the system stack.  A collection may run when they are
// done and before the reference that they return has arrived in managed code, so
// they leave it in the goroutine's Gobuf, where the collection looks (H4).
#include "arch/x86_64/macros.h"

// A checked managed entry that native code may call, too.
.macro ENTRY name
MANAGED_FUNCTION \name\().pag
        .globl  \name
        .type   \name, @function
\name:
        .byte   0x64, 0x64              // PAG_ENTRY_MARK, with cmpq's own
        cmpq    GUARD, %rsp
        jno     .Lfailed_\name
.Lbody_\name:
.endm

// `op` on the system stack with the arguments as they are, and the reference
// that it leaves.  Ends the function.
.macro SLOW_PATH name, op
.Lslow_\name:
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        leaq    \op(%rip), %r11
        callq   __pag_gate
        movq    TLS(G), %rcx
        movq    PAG_G_SCHED + PAG_GOBUF_RET(%rcx), %rax
        movq    $0, PAG_G_SCHED + PAG_GOBUF_RET(%rcx)
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        retq
END_SLOW_PATH \name, 8
.endm

// The slow path of what allocates: as SLOW_PATH, but when collections are behind
// `op` returns 1 and has left nothing.  Then the goroutine waits, and tries
// again; its thread runs others meanwhile.
.macro ALLOCATING_SLOW_PATH name, op
.Lslow_\name:
        pushq   %rdi
        .cfi_adjust_cfa_offset 8
        pushq   %rsi
        .cfi_adjust_cfa_offset 8
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
.Lagain_\name:
        leaq    \op(%rip), %r11
        callq   __pag_gate
        testq   %rax, %rax
        jnz     .Lbehind_\name
        movq    TLS(G), %rcx
        movq    PAG_G_SCHED + PAG_GOBUF_RET(%rcx), %rax
        movq    $0, PAG_G_SCHED + PAG_GOBUF_RET(%rcx)
        addq    $24, %rsp
        .cfi_adjust_cfa_offset -24
        retq
        .cfi_adjust_cfa_offset 24
.Lbehind_\name:
        callq   __pag_await_heap
        movq    16(%rsp), %rdi
        movq    8(%rsp), %rsi
        jmp     .Lagain_\name
        .cfi_adjust_cfa_offset -24
END_SLOW_PATH \name, 24
.endm

// What is left of an entry: its check has failed, or native code has called it.
.macro END_SLOW_PATH name, frame
.Lfailed_\name:
        cmpq    $0, GUARD
        je      .Lnative_\name
        callq   __pag_morestack
        jmp     .Lbody_\name
.Lnative_\name:
        leaq    \name\().pag(%rip), %r11
        jmp     __pag_callback
        .size   \name, . - \name
END_MANAGED \name\().pag, \frame
.endm

// rax: a word of the type's (FastWord in gc/kind.h), perhaps 0: cuts a cell off
// the P's run and returns it, or goes to \slow.  Keeps rdi and rsi.
// The run of kind 0 has a cursor past its end.
.macro CUT_OFF slow
        movq    TLS(M), %rcx
        movq    PAG_M_P(%rcx), %rcx
        testq   %rcx, %rcx
        jz      \slow
        movq    PAG_P_HEAP(%rcx), %rcx
        testq   %rcx, %rcx
        jz      \slow
        movl    %eax, %r8d
        shrq    $32, %rax
        addq    %rax, %rcx
        movq    PAG_RUN_CURSOR(%rcx), %rax
        leaq    (%rax,%r8), %rdx
        cmpq    PAG_RUN_END(%rcx), %rdx
        ja      .Lnext\@
        movq    %rdx, PAG_RUN_CURSOR(%rcx)
        retq
        // The next run of the span: its first two words say what follows.
.Lnext\@:
        movq    PAG_RUN_NEXT(%rcx), %rax
        testq   %rax, %rax
        jz      \slow
        movq    (%rax), %rdx
        movq    %rdx, PAG_RUN_NEXT(%rcx)
        movq    8(%rax), %rdx
        movq    %rdx, PAG_RUN_END(%rcx)
        xorl    %edx, %edx
        movq    %rdx, (%rax)
        movq    %rdx, 8(%rax)
        addq    %rax, %r8
        movq    %r8, PAG_RUN_CURSOR(%rcx)
        retq
.endm

        .section pagurus_text,"ax",@progbits
        .p2align 4
        .globl  __pag_alloc_begin
        .hidden __pag_alloc_begin
__pag_alloc_begin:

// void PAG_REF* pag_alloc(pag_type* type)
//   in: rdi; any code.  out: rax = a new object, all zero.
//   Clobbers what a C call does.  Stack: checked like a compiled function's.
ENTRY pag_alloc
        movq    PAG_TYPE_RUN(%rdi), %rax
        CUT_OFF .Lslow_pag_alloc
ALLOCATING_SLOW_PATH pag_alloc, __pag_alloc_op

// void PAG_REF* pag_alloc_array(pag_type* type, size_t n)
//   in: rdi, rsi.  The rest as pag_alloc.
ENTRY pag_alloc_array
        movq    %rsi, %rax
        mulq    PAG_TYPE_SIZE(%rdi)
        jo      .Lslow_pag_alloc_array
        cmpq    $PAG_FAST_BYTES, %rax
        ja      .Lslow_pag_alloc_array
        movq    PAG_TYPE_ARRAYS(%rdi), %rdx
        testq   %rdx, %rdx
        jz      .Lslow_pag_alloc_array
        addq    $7, %rax
        shrq    $3, %rax
        movq    (%rdx,%rax,8), %rax
        CUT_OFF .Lslow_pag_alloc_array
ALLOCATING_SLOW_PATH pag_alloc_array, __pag_alloc_array_op

// void PAG_REF* pag_alloc_bytes(size_t n)
//   in: rdi.  The rest as pag_alloc.
ENTRY pag_alloc_bytes
        cmpq    $PAG_FAST_BYTES, %rdi
        ja      .Lslow_pag_alloc_bytes
        leaq    7(%rdi), %rax
        shrq    $3, %rax
        leaq    __pag_bytes_runs(%rip), %rdx
        movq    (%rdx,%rax,8), %rax
        CUT_OFF .Lslow_pag_alloc_bytes
ALLOCATING_SLOW_PATH pag_alloc_bytes, __pag_alloc_bytes_op

// Calls that return a reference and have no fast path, as the C functions.
ENTRY pag_try_alloc
ALLOCATING_SLOW_PATH pag_try_alloc, __pag_try_alloc_op
ENTRY pag_handle_get
SLOW_PATH pag_handle_get, __pag_handle_get_op
ENTRY pag_weak_get
SLOW_PATH pag_weak_get, __pag_weak_get_op

// void __pag_run_finalizers(void*)
//   A goroutine's function: runs finalizers until none is queued.
//   __pag_next_finalizer returns the next one, or null, and leaves its object in
//   the Gobuf; the heap keeps the object until it is called again.
//   Stack: checked like a compiled function's.
ENTRY __pag_run_finalizers
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
.Lnext_finalizer:
        leaq    __pag_next_finalizer(%rip), %r11
        callq   __pag_gate
        testq   %rax, %rax
        jz      .Lno_more
        movq    TLS(G), %rcx
        movq    PAG_G_SCHED + PAG_GOBUF_RET(%rcx), %rdi
        movq    $0, PAG_G_SCHED + PAG_GOBUF_RET(%rcx)
        movq    %rax, %r11
        xorl    %eax, %eax
        callq   __pag_gate
        jmp     .Lnext_finalizer
.Lno_more:
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        retq
.Lfailed___pag_run_finalizers:
        cmpq    $0, GUARD
        je      .Lnative___pag_run_finalizers
        callq   __pag_morestack
        jmp     .Lbody___pag_run_finalizers
.Lnative___pag_run_finalizers:
        leaq    __pag_run_finalizers.pag(%rip), %r11
        jmp     __pag_callback
        .size   __pag_run_finalizers, . - __pag_run_finalizers
END_MANAGED __pag_run_finalizers.pag, 8

        .globl  __pag_alloc_end
        .hidden __pag_alloc_end
__pag_alloc_end:

// void __pag_await_heap(void)
//   A blocking call as those of BLOCKING_CALL, for the slow paths above.
MANAGED_FUNCTION __pag_await_heap
        cmpq    $0, TLS(SYS_SP)
        je      .Lthread_await_heap
        leaq    __pag_await_heap_op(%rip), %r11
        jmp     __pag_block
.Lthread_await_heap:
        leaq    __pag_await_heap_native(%rip), %r11
        jmp     __pag_gate
END_MANAGED __pag_await_heap, 0
