// The structs that assembly and C++ share: what a switch saves, what a thread
// knows, what a transition leaves behind.  docs/abi.md gives the meaning of
// each word; the offsets stand in arch/<cpu>/offsets.h and are asserted below.
//
//   goroutine stack (moves)                system stack (fixed)
//   +--------------------------+ hi        +--------------------------+
//   | 2 words of no object     |           | main, schedule, ...      |
//   | return to __pag_goexit   |           +--------------------------+ sys_sp
//   | frames of managed code   |     .---->| TransitionRecord         |
//   |   ...                    |     |     |   sp ---------.          |
//   | return into the caller   |<----|-----|---------------'          |
//   +--------------------------+ sp  |     |   previous               |
//   | free                     |     |     +--------------------------+
//   |                          |     |     | frames of native code    |
//   +--------------------------+ lo  |     |   ...                    |
//                                    |     | frames of managed code,  |
//   pag_tls.transition --------------'     | called back              |
//                                          +--------------------------+
#ifndef PAGURUS_ARCH_CONTEXT_H_
#define PAGURUS_ARCH_CONTEXT_H_

#include <stddef.h>
#include <stdint.h>

#include "arch/sanitizers.h"

#if defined(__x86_64__)
#include "arch/x86_64/guard.h"
#include "arch/x86_64/offsets.h"
#include "arch/x86_64/save_area.h"
#else
#error "arch/ has no folder for this CPU"
#endif

namespace pagurus {

struct G;
struct M;

// A goroutine's (or g0's) context while it does not run.  sp, pc: where it
// goes on.  ctxt: the closure of a goroutine that has not started.  ret: one
// word that a blocking call returns.  word: an element of a channel that
// changes hands (runtime/sync/shelter.h).  A switch clears what it used (I8).
struct Gobuf {
  uintptr_t sp;
  uintptr_t pc;
  G* g;
  void* ctxt;
  uintptr_t ret;
  uintptr_t word;
};

// What a goroutine starts with: `fn(arg)`.
struct Closure {
  void (*fn)(void*);
  void* arg;
};

// At the end of each chunk of a pinned arena; G::arena_end points to it.
struct ArenaChunk {
  uintptr_t begin;   // first byte
  ArenaChunk* next;  // spare, or in use by younger frames; else null
  ArenaChunk* prev;  // null in a goroutine's first chunk
  size_t mapped;     // bytes from `begin` to the header's end
};

// The part of G that managed code and assembly read.
struct GPrefix {
  uintptr_t stack_lo;
  uintptr_t stack_hi;
  uintptr_t stack_guard;  // guard word (guard.h) while this goroutine runs
  uintptr_t sheltered;    // runtime/sync/shelter.h
  Gobuf sched;
  uintptr_t arena_cur;
  uintptr_t arena_end;  // a chunk's address (runtime/arena.h); 0: none yet
  ArenaChunk* arena_first;
  uint64_t id;  // never used twice
};

// Where goroutine code went native; on the system stack.  A goroutine has at
// most one, and while it has one, nothing but its gate's end takes it away:
// callbacks and signal handlers run on system stacks and make none.  So
// ThreadState::transition is right wherever the thread is, in the middle of a
// callback's beginning or end, too, where a CallbackRecord need not be.
struct TransitionRecord {
  uintptr_t sp;      // of the goroutine; the word there returns to its caller
  uintptr_t unused;  // keeps the stack aligned
};

// What a callback restores when managed code returns to native code.  `left`:
// where its managed code stands on the system stack, for who looks for
// references there.
//
//   0            nowhere, or it runs; so too in records that are not in use
//   SP           it has called native code: the word at SP returns to it
//   area | tag   at a prologue check (PAG_LEFT_AT_CHECK) or a poll
//                (PAG_LEFT_AT_POLL), with its registers in the SaveArea
struct CallbackRecord {
  uintptr_t ret;
  uintptr_t rbx;
  uintptr_t sys_sp;
  TransitionRecord* transition;
  uintptr_t left;
};

// Of each thread.  All zero until the thread runs managed code.
struct ThreadState {
  G* g;
  uintptr_t sys_sp;
  TransitionRecord* transition;
  CallbackRecord* callback_top;
  CallbackRecord* callback_limit;
  uintptr_t callback_guard;  // a guard word
  M* m;
  uint64_t catches;  // pag_catch's calls
  // The thread's floating-point modes while it runs no goroutine.
  uint32_t mxcsr;
  uint32_t fpucw;
  // Where the next note goes; a multiple of PAG_NOTE_PAGE: no page, or it is
  // full (runtime/barrier.h).
  uintptr_t notes;
};

// What pag_catch writes: which frame to return from.  `place` is an offset down
// from the stack's top, or an address when on_system.
struct FrameToken {
  uint64_t stamp;
  uint64_t g_id;
  uintptr_t place;
  uint64_t on_system;
};

// What stands there.  transition and callback_top count only on a system stack.
struct CatchFrame {
  uint32_t mxcsr;
  uint32_t fpucw;
  uint64_t stamp;
  uintptr_t arena_cur;
  TransitionRecord* transition;
  CallbackRecord* callback_top;
  uintptr_t callee_saved[6];  // r15 r14 r13 r12 rbp rbx
};

// What __pag_setjmp writes.  `sp` is an offset down from the stack's top, or
// an address when on_system; transition and callback_top count only then.
struct JmpBuf {
  uint64_t magic;
  G* g;
  uint64_t g_id;
  uint64_t on_system;
  uintptr_t sp;
  uintptr_t pc;
  uintptr_t callee_saved[6];  // rbx rbp r12 r13 r14 r15
  uint32_t mxcsr;
  uint32_t fpucw;
  TransitionRecord* transition;
  CallbackRecord* callback_top;
  uintptr_t arena_cur;
  uint64_t mask_saved;
  uint64_t mask;
};

inline constexpr uint64_t kJmpBufMagic = PAG_JB_MAGIC_VALUE;
inline constexpr size_t kStackSmall = PAG_STACK_SMALL;
inline constexpr size_t kStackSlack = PAG_STACK_SLACK;
// What leaf routines (memcpy) need on top of the slack when a sanitizer's stand
// in for the C library's.
inline constexpr size_t kSanitizerSlack = PAG_ASAN || PAG_TSAN ? 8192 : 0;
// Distance of a stack's guard from its low end.
inline constexpr size_t kStackReserve =
    kStackSmall + kStackSlack + kSanitizerSlack;
// Words at a stack's top that belong to no object, so that a pointer one past
// the end of a neighbouring object is never taken for one of ours.
inline constexpr size_t kStackTopWords = 2;

#define PAG_OFFSET(type, field, value) \
  static_assert(offsetof(type, field) == (value), #type "." #field)
PAG_OFFSET(ThreadState, g, PAG_TLS_G);
PAG_OFFSET(ThreadState, sys_sp, PAG_TLS_SYS_SP);
PAG_OFFSET(ThreadState, transition, PAG_TLS_TRANSITION);
PAG_OFFSET(ThreadState, callback_top, PAG_TLS_CALLBACK_TOP);
PAG_OFFSET(ThreadState, callback_limit, PAG_TLS_CALLBACK_LIMIT);
PAG_OFFSET(ThreadState, callback_guard, PAG_TLS_CALLBACK_GUARD);
PAG_OFFSET(ThreadState, m, PAG_TLS_M);
PAG_OFFSET(ThreadState, catches, PAG_TLS_CATCHES);
PAG_OFFSET(ThreadState, mxcsr, PAG_TLS_MXCSR);
PAG_OFFSET(ThreadState, fpucw, PAG_TLS_FPUCW);
PAG_OFFSET(ThreadState, notes, PAG_TLS_NOTES);
PAG_OFFSET(GPrefix, stack_lo, PAG_G_STACK_LO);
PAG_OFFSET(GPrefix, stack_hi, PAG_G_STACK_HI);
PAG_OFFSET(GPrefix, stack_guard, PAG_G_STACK_GUARD);
PAG_OFFSET(GPrefix, sched, PAG_G_SCHED);
PAG_OFFSET(GPrefix, arena_cur, PAG_G_ARENA_CUR);
PAG_OFFSET(GPrefix, arena_end, PAG_G_ARENA_END);
PAG_OFFSET(GPrefix, arena_first, PAG_G_ARENA_FIRST);
PAG_OFFSET(GPrefix, id, PAG_G_ID);
PAG_OFFSET(Gobuf, sp, PAG_GOBUF_SP);
PAG_OFFSET(Gobuf, pc, PAG_GOBUF_PC);
PAG_OFFSET(Gobuf, g, PAG_GOBUF_G);
PAG_OFFSET(Gobuf, ctxt, PAG_GOBUF_CTXT);
PAG_OFFSET(Gobuf, ret, PAG_GOBUF_RET);
PAG_OFFSET(Gobuf, word, PAG_GOBUF_WORD);
PAG_OFFSET(TransitionRecord, sp, PAG_TRANSITION_SP);
static_assert(sizeof(TransitionRecord) == PAG_TRANSITION_SIZE);
PAG_OFFSET(CallbackRecord, ret, PAG_CALLBACK_RET);
PAG_OFFSET(CallbackRecord, rbx, PAG_CALLBACK_RBX);
PAG_OFFSET(CallbackRecord, sys_sp, PAG_CALLBACK_SYS_SP);
PAG_OFFSET(CallbackRecord, transition, PAG_CALLBACK_TRANSITION);
PAG_OFFSET(CallbackRecord, left, PAG_CALLBACK_LEFT);
static_assert(sizeof(CallbackRecord) == PAG_CALLBACK_SIZE);
PAG_OFFSET(ArenaChunk, begin, PAG_CHUNK_BEGIN);
PAG_OFFSET(ArenaChunk, next, PAG_CHUNK_NEXT);
PAG_OFFSET(ArenaChunk, prev, PAG_CHUNK_PREV);
PAG_OFFSET(Closure, fn, PAG_CLOSURE_FN);
PAG_OFFSET(Closure, arg, PAG_CLOSURE_ARG);
PAG_OFFSET(JmpBuf, magic, PAG_JB_MAGIC);
PAG_OFFSET(JmpBuf, g, PAG_JB_G);
PAG_OFFSET(JmpBuf, g_id, PAG_JB_G_ID);
PAG_OFFSET(JmpBuf, on_system, PAG_JB_ON_SYSTEM);
PAG_OFFSET(JmpBuf, sp, PAG_JB_SP);
PAG_OFFSET(JmpBuf, pc, PAG_JB_PC);
PAG_OFFSET(JmpBuf, callee_saved, PAG_JB_RBX);
PAG_OFFSET(JmpBuf, mxcsr, PAG_JB_MXCSR);
PAG_OFFSET(JmpBuf, fpucw, PAG_JB_FPUCW);
PAG_OFFSET(JmpBuf, transition, PAG_JB_TRANSITION);
PAG_OFFSET(JmpBuf, callback_top, PAG_JB_CALLBACK_TOP);
PAG_OFFSET(JmpBuf, arena_cur, PAG_JB_ARENA_CUR);
PAG_OFFSET(JmpBuf, mask_saved, PAG_JB_MASK_SAVED);
PAG_OFFSET(JmpBuf, mask, PAG_JB_MASK);
PAG_OFFSET(FrameToken, stamp, PAG_TOKEN_STAMP);
PAG_OFFSET(FrameToken, g_id, PAG_TOKEN_G_ID);
PAG_OFFSET(FrameToken, place, PAG_TOKEN_PLACE);
PAG_OFFSET(FrameToken, on_system, PAG_TOKEN_ON_SYSTEM);
PAG_OFFSET(CatchFrame, mxcsr, PAG_CATCH_FP_MODES);
PAG_OFFSET(CatchFrame, stamp, PAG_CATCH_STAMP);
PAG_OFFSET(CatchFrame, arena_cur, PAG_CATCH_ARENA_CUR);
PAG_OFFSET(CatchFrame, transition, PAG_CATCH_TRANSITION);
PAG_OFFSET(CatchFrame, callback_top, PAG_CATCH_CALLBACK_TOP);
PAG_OFFSET(CatchFrame, callee_saved[5], PAG_CATCH_RBX);
static_assert(sizeof(CatchFrame) == PAG_CATCH_FRAME);
static_assert(sizeof(JmpBuf) <= 200, "must fit glibc's jmp_buf");
#undef PAG_OFFSET

}  // namespace pagurus

// The running thread's state.  Local-exec TLS: managed code names its fields
// as %fs:pag_tls@tpoff+N.
extern "C" __attribute__((
    visibility("hidden"),
    tls_model("local-exec"))) __thread pagurus::ThreadState pag_tls;

#endif  // PAGURUS_ARCH_CONTEXT_H_
