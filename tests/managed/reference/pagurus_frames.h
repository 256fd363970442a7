// pag_catch and what languages need besides for the reference builds (pagurus.h
// in this folder), on setjmp and longjmp.
#ifndef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_FRAMES_H_
#define PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_FRAMES_H_

#include <setjmp.h>
#include <stdint.h>

typedef struct PagCatch {
  struct PagCatch *before;
  jmp_buf buffer;
  PagG *g;
  uint32_t mxcsr;
  uint16_t fpucw;
  uintptr_t value;
} PagCatch;

// Those that have not returned yet, of all goroutines.
PAG_SHARED PagCatch *pag_catches;

typedef struct pag_frame_token {
  PagCatch *frame;
  uint64_t pag_private[3];
} pag_frame_token;

static inline void pag_catch_ends(PagCatch *frame) {
  PagCatch **link = &pag_catches;
  while (*link != frame) link = &(*link)->before;
  *link = frame->before;
}

__attribute__((noinline, unused)) static uintptr_t pag_catch(
    pag_frame_token *token, void (*fn)(void *), void *arg) {
  PagCatch frame;
  frame.before = pag_catches;
  frame.g = pag_current;
  pag_catches = token->frame = &frame;
  __asm__("stmxcsr %0\n\tfnstcw %1" : "=m"(frame.mxcsr), "=m"(frame.fpucw));
  if (setjmp(frame.buffer)) return frame.value;
  fn(arg);
  pag_catch_ends(&frame);
  return 0;
}

static inline int pag_can_unwind_to(const pag_frame_token *token) {
  PagCatch *frame = pag_catches;
  while (frame && (frame != token->frame || frame->g != pag_current))
    frame = frame->before;
  return frame != NULL;
}

__attribute__((noreturn)) static inline void pag_unwind_to(
    const pag_frame_token *token, uintptr_t value) {
  if (!pag_can_unwind_to(token)) pag_fatal();
  // The goroutine's younger ones are gone.
  PagCatch *frame = token->frame, *other = pag_catches;
  while (other != frame) {
    PagCatch *before = other->before;
    if (other->g == pag_current) pag_catch_ends(other);
    other = before;
  }
  pag_catch_ends(frame);
  frame->value = value;
  __asm__ volatile("ldmxcsr %0\n\tfldcw %1"
                   :
                   : "m"(frame->mxcsr), "m"(frame->fpucw));
  longjmp(frame->buffer, 1);
}

// The current goroutine ends.
PAG_SHARED void pag_end_catches(void) {
  PagCatch *frame = pag_catches;
  while (frame) {
    PagCatch *before = frame->before;
    if (frame->g == pag_current) pag_catch_ends(frame);
    frame = before;
  }
}

typedef void (*PagHookFn)(void);
static inline PagHookFn pag_set_goexit_hook(PagHookFn hook) {
  PagHookFn before = pag_goexit_hook;
  pag_goexit_hook = hook;
  return before;
}

// There is nothing to walk; a visitor that would leave does so at once.
typedef struct pag_frame {
  uintptr_t pc, function;
  const void *word;
} pag_frame;
static inline size_t pag_traceback(uint64_t goroutine,
                                   int (*visit)(const pag_frame *, void *),
                                   void *context) {
  static const char word[] = "word", *const words[] = {word};
  const pag_frame frame = {1, 1, words};
  size_t n = 0;
  if (goroutine > 1000) return 0;
  while (n < 3 && visit(&frame, context) == 0) n++;
  return n;
}

#endif  // PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_FRAMES_H_
