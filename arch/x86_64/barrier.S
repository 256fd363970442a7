// The write barrier as compiled code calls it (runtime/barrier.h): on the way
// of every store of a reference while a collector marks.
//
// A thread notes words into a page of its own.  Nothing in here is a safepoint,
// and preemption's signal leaves code between __pag_note_begin and
// __pag_note_end alone (sched/interrupted.cc): check, note and store are one for
// who stops the world (H6).  The slow path runs on the system stack without
// looking like native code: the guard word stays as it is, so that whoever stops
// the world waits for it; where the signal comes in its C++ part, it finds a
// function without a record, and leaves that alone as well.
#include "arch/x86_64/macros.h"

// The slow path's frame: SP, registers, and from a multiple of 64 on what
// xsave writes of the state components of NOTE_STATE, at most 2,688 bytes.
#define NOTE_SP 0
#define NOTE_RAX 8
#define NOTE_RCX 16
#define NOTE_RDX 24
#define NOTE_RSI 32
#define NOTE_RDI 40
#define NOTE_R8 48
#define NOTE_R9 56
#define NOTE_R10 64
#define NOTE_XSAVE 128
#define NOTE_XSAVE_HEADER (NOTE_XSAVE + 512)
#define NOTE_FRAME (128 + 2688)
// x87, xmm, ymm, masks, zmm: what a C function may change.
#define NOTE_STATE 0xe7

        .text
        .p2align 4
        .globl  __pag_note_begin
        .hidden __pag_note_begin
__pag_note_begin:

// void __pag_note(uintptr_t word)
//   in: rdi; managed code on any stack, or native code; __pag_marking is 1.
//   out: every register as it was, vectors and masks too, but r11 and flags.
//   Not a safepoint.  Stack: the return address (I5).
// A handler that interrupts this notes elsewhere, and the page is still the
// thread's when it returns (PutNotesAside).
FUNCTION __pag_note
        .cfi_signal_frame
        movq    TLS(NOTES), %r11
        testl   $PAG_NOTE_PAGE - 1, %r11d
        jz      .Lpage
        movq    %rdi, (%r11)
        leaq    8(%r11), %r11
        movq    %r11, TLS(NOTES)
        retq
        // There is no page, or it is full.
.Lpage:
        movq    TLS(SYS_SP), %r11
        testq   %r11, %r11
        jz      .Lon_system
        leaq    -NOTE_FRAME(%r11), %r11
        andq    $-64, %r11
        movq    %rsp, NOTE_SP(%r11)
        movq    %r11, %rsp
        .cfi_remember_state
        CFA_AT_SLOT NOTE_SP
        jmp     .Lsave
.Lon_system:
        .cfi_restore_state
        .cfi_remember_state
        movq    %rsp, %r11
        .cfi_def_cfa %r11, 8
        leaq    -NOTE_FRAME(%rsp), %rsp
        andq    $-64, %rsp
        movq    %r11, NOTE_SP(%rsp)
        CFA_AT_SLOT NOTE_SP
.Lsave:
        movq    %rax, NOTE_RAX(%rsp)
        movq    %rcx, NOTE_RCX(%rsp)
        movq    %rdx, NOTE_RDX(%rsp)
        movq    %rsi, NOTE_RSI(%rsp)
        movq    %rdi, NOTE_RDI(%rsp)
        movq    %r8, NOTE_R8(%rsp)
        movq    %r9, NOTE_R9(%rsp)
        movq    %r10, NOTE_R10(%rsp)
        cmpl    $0, __pag_vector_mask(%rip)
        je      .Lsave_xmm
        // Xsave leaves the header's other bits as it finds them.
        xorl    %eax, %eax
.irp n, 0, 8, 16, 24, 32, 40, 48, 56
        movq    %rax, NOTE_XSAVE_HEADER + \n(%rsp)
.endr
        movl    $NOTE_STATE, %eax
        xorl    %edx, %edx
        xsave   NOTE_XSAVE(%rsp)
        callq   __pag_note_slow
        movl    $NOTE_STATE, %eax
        xorl    %edx, %edx
        xrstor  NOTE_XSAVE(%rsp)
        jmp     .Lrestore
        // No wider registers, or a system that does not keep them.
.Lsave_xmm:
        fxsave  NOTE_XSAVE(%rsp)
        callq   __pag_note_slow
        fxrstor NOTE_XSAVE(%rsp)
.Lrestore:
        movq    NOTE_RAX(%rsp), %rax
        movq    NOTE_RCX(%rsp), %rcx
        movq    NOTE_RDX(%rsp), %rdx
        movq    NOTE_RSI(%rsp), %rsi
        movq    NOTE_RDI(%rsp), %rdi
        movq    NOTE_R8(%rsp), %r8
        movq    NOTE_R9(%rsp), %r9
        movq    NOTE_R10(%rsp), %r10
        movq    NOTE_SP(%rsp), %rsp
        .cfi_restore_state
        retq
END __pag_note

// void __pag_note_range(const void* begin, size_t bytes)
//   in: rdi, rsi; the rest as __pag_note.  Notes every word but null that lies
//   in the range and at a multiple of 8.
//   Stack: the return address, three words, a return address: 40 bytes (I5).
FUNCTION __pag_note_range
        PUSH    rax
        PUSH    rcx
        PUSH    rdi
        leaq    (%rdi,%rsi), %rcx
        andq    $-8, %rcx
        leaq    7(%rdi), %rax
        andq    $-8, %rax
        jmp     .Lany
.Lword:
        movq    (%rax), %rdi
        addq    $8, %rax
        testq   %rdi, %rdi
        jz      .Lany
        callq   __pag_note
.Lany:
        cmpq    %rcx, %rax
        jb      .Lword
        POP     rdi
        POP     rcx
        POP     rax
        retq
END __pag_note_range

        .globl  __pag_note_end
        .hidden __pag_note_end
__pag_note_end:
