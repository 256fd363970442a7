// Offsets and constants shared by the assembly, the compiler and the runtime.
// arch/context.h asserts that the C++ structs agree.  Plain #defines: the
// assembler includes this file too.  docs/abi.md explains each.
#ifndef PAGURUS_ARCH_X86_64_OFFSETS_H_
#define PAGURUS_ARCH_X86_64_OFFSETS_H_

// The guard word: %fs:PAG_GUARD.
#define PAG_GUARD 0x70

// pag_tls (ThreadState).
#define PAG_TLS_G 0
#define PAG_TLS_SYS_SP 8
#define PAG_TLS_TRANSITION 16
#define PAG_TLS_CALLBACK_TOP 24
#define PAG_TLS_CALLBACK_LIMIT 32
#define PAG_TLS_CALLBACK_GUARD 40
#define PAG_TLS_M 48

// G.
#define PAG_G_STACK_LO 0
#define PAG_G_STACK_HI 8
#define PAG_G_STACK_GUARD 16
#define PAG_G_PREEMPT 24
#define PAG_G_SCHED 32
#define PAG_G_ARENA_CUR 80
#define PAG_G_ARENA_END 88

// Gobuf.
#define PAG_GOBUF_SP 0
#define PAG_GOBUF_PC 8
#define PAG_GOBUF_G 16
#define PAG_GOBUF_CTXT 24
#define PAG_GOBUF_RET 32
#define PAG_GOBUF_LR 40

// Stack bounds, bytes.
#define PAG_STACK_SMALL 128
#define PAG_STACK_SLACK 256

#endif  // PAGURUS_ARCH_X86_64_OFFSETS_H_
