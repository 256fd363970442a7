// Offsets and constants shared by the assembly, the compiler and the runtime.
// arch/context.h asserts that the C++ structs agree.  Plain #defines: the
// assembler includes this file too.  docs/abi.md explains each.
#ifndef PAGURUS_ARCH_X86_64_OFFSETS_H_
#define PAGURUS_ARCH_X86_64_OFFSETS_H_

// The guard word: %fs:PAG_GUARD.
#define PAG_GUARD 0x70
// With this in it every check fails (guard.h).
#define PAG_GUARD_POISON 1

// The first four bytes of every managed function that pointers lead to, as a
// number: `cmpq` on the guard with two FS prefixes more than it needs, or a nop
// with three.  No assembler and no compiler writes that, so it tells managed
// functions from native ones (gate.S).
#define PAG_ENTRY_MARK 0x48646464

// pag_tls (ThreadState).
#define PAG_TLS_G 0
#define PAG_TLS_SYS_SP 8
#define PAG_TLS_TRANSITION 16
#define PAG_TLS_CALLBACK_TOP 24
#define PAG_TLS_CALLBACK_LIMIT 32
#define PAG_TLS_CALLBACK_GUARD 40
#define PAG_TLS_M 48
#define PAG_TLS_CATCHES 56
#define PAG_TLS_MXCSR 64
#define PAG_TLS_FPUCW 68
#define PAG_TLS_NOTES 72

// A page of notes (runtime/barrier.h).
#define PAG_NOTE_PAGE 4096

// G.
#define PAG_G_STACK_LO 0
#define PAG_G_STACK_HI 8
#define PAG_G_STACK_GUARD 16
#define PAG_G_SCHED 32
#define PAG_G_ARENA_CUR 80
#define PAG_G_ARENA_END 88
#define PAG_G_ARENA_FIRST 96
#define PAG_G_ID 104

// Gobuf.
#define PAG_GOBUF_SP 0
#define PAG_GOBUF_PC 8
#define PAG_GOBUF_G 16
#define PAG_GOBUF_CTXT 24
#define PAG_GOBUF_RET 32
#define PAG_GOBUF_WORD 40

// M.
#define PAG_M_G0 0
#define PAG_M_OVER_MANAGED 24
// What is added to it: one more in the low byte, or one less; the rest of the
// word grows either way.
#define PAG_OVER_MANAGED_BEGINS 0x101
#define PAG_OVER_MANAGED_ENDS 0xff
#define PAG_M_P 16

// P.
#define PAG_P_HEAP 0

// The heap's Run (gc/cache.h), and pag_type.
#define PAG_RUN_CURSOR 0
#define PAG_RUN_END 8
#define PAG_RUN_NEXT 16
#define PAG_TYPE_SIZE 0
#define PAG_TYPE_RUN 32
#define PAG_TYPE_ARRAYS 40
// Bytes of the largest object that the fast path allocates by its length.
#define PAG_FAST_BYTES 1024

// TransitionRecord.
#define PAG_TRANSITION_SP 0
#define PAG_TRANSITION_SIZE 16

// CallbackRecord.
#define PAG_CALLBACK_RET 0
#define PAG_CALLBACK_RBX 8
#define PAG_CALLBACK_SYS_SP 16
#define PAG_CALLBACK_TRANSITION 24
#define PAG_CALLBACK_LEFT 32
#define PAG_CALLBACK_SIZE 40
// Tags of CALLBACK_LEFT: a SaveArea's address, of a prologue check or a poll.
#define PAG_LEFT_AT_CHECK 1
#define PAG_LEFT_AT_POLL 2

// ArenaChunk, which stands at its chunk's end.
#define PAG_CHUNK_BEGIN 0
#define PAG_CHUNK_NEXT 8
#define PAG_CHUNK_PREV 16

// Closure: what Gobuf.ctxt points to when a goroutine starts.
#define PAG_CLOSURE_FN 0
#define PAG_CLOSURE_ARG 8

// SaveArea: a function's argument registers while its stack moves.
#define PAG_SAVE_SP 0
#define PAG_SAVE_RAX 8
#define PAG_SAVE_RBX 16
#define PAG_SAVE_RCX 24
#define PAG_SAVE_RDX 32
#define PAG_SAVE_RSI 40
#define PAG_SAVE_RDI 48
#define PAG_SAVE_RBP 56
#define PAG_SAVE_R8 64
#define PAG_SAVE_R9 72
#define PAG_SAVE_R10 80
#define PAG_SAVE_R12 88
#define PAG_SAVE_R13 96
#define PAG_SAVE_R14 104
#define PAG_SAVE_R15 112
#define PAG_SAVE_VECTOR_MASK 120
#define PAG_SAVE_VECTORS 128
#define PAG_SAVE_VECTOR_STRIDE 64
#define PAG_SAVE_SIZE 640

// JmpBuf, inside glibc's jmp_buf of 200 bytes.
#define PAG_JB_MAGIC 0
#define PAG_JB_G 8
#define PAG_JB_G_ID 16
#define PAG_JB_ON_SYSTEM 24
#define PAG_JB_SP 32
#define PAG_JB_PC 40
#define PAG_JB_RBX 48
#define PAG_JB_RBP 56
#define PAG_JB_R12 64
#define PAG_JB_R13 72
#define PAG_JB_R14 80
#define PAG_JB_R15 88
#define PAG_JB_MXCSR 96
#define PAG_JB_FPUCW 100
#define PAG_JB_TRANSITION 104
#define PAG_JB_CALLBACK_TOP 112
#define PAG_JB_ARENA_CUR 120
#define PAG_JB_MASK_SAVED 128
#define PAG_JB_MASK 136
#define PAG_JB_MAGIC_VALUE 0x70616a6d70627566

// FrameToken, and pag_catch's frame.
#define PAG_TOKEN_STAMP 0
#define PAG_TOKEN_G_ID 8
#define PAG_TOKEN_PLACE 16
#define PAG_TOKEN_ON_SYSTEM 24
#define PAG_CATCH_FP_MODES 0
#define PAG_CATCH_STAMP 8
#define PAG_CATCH_ARENA_CUR 16
#define PAG_CATCH_TRANSITION 24
#define PAG_CATCH_CALLBACK_TOP 32
#define PAG_CATCH_RBX 80
#define PAG_CATCH_FRAME 88

// Stack bounds, bytes.
#define PAG_STACK_SMALL 128
#define PAG_STACK_SLACK 256
// Stack tops are multiples of it: an address's lower bits survive a move.
#define PAG_STACK_TOP_ALIGN 1024

#endif  // PAGURUS_ARCH_X86_64_OFFSETS_H_
