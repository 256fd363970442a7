// Stand-in for the runtime's pagurus.h in the reference builds: the same
// cooperative goroutines on fixed ucontext stacks, in one header, so that plain
// clang can build every test program.
#ifndef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
#define PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

enum { kPagStackBytes = 16 << 20 };

typedef struct PagG {
  ucontext_t context;
  struct PagG *next;
  void (*fn)(void *);
  void *arg;
  void *stack;
  struct PagLocal *local;  // pagurus_sync.h
} PagG;

// Weak: one of each in a program of several files.
#define PAG_SHARED __attribute__((weak))
PAG_SHARED PagG pag_main_g;
PAG_SHARED PagG *pag_current = &pag_main_g;
PAG_SHARED PagG *pag_first, *pag_last;
PAG_SHARED PagG *pag_free;
PAG_SHARED unsigned pag_live;  // besides main's
PAG_SHARED void pag_end_local(void);
PAG_SHARED void pag_end_catches(void);
PAG_SHARED void (*pag_goexit_hook)(void);

static inline void pag_enqueue(PagG *g) {
  g->next = NULL;
  if (pag_last)
    pag_last->next = g;
  else
    pag_first = g;
  pag_last = g;
}

static inline PagG *pag_dequeue(void) {
  PagG *g = pag_first;
  if (!g) abort();
  pag_first = g->next;
  if (!pag_first) pag_last = NULL;
  return g;
}

// Fixed stacks stay as they are.
static inline size_t pag_shrink_stacks(void) { return 1; }

static inline void pag_yield(void) {
  PagG *old = pag_current;
  pag_enqueue(old);
  PagG *g = pag_dequeue();
  pag_current = g;
  const int saved_errno = errno;  // the goroutine's own
  if (g != old) swapcontext(&old->context, &g->context);
  errno = saved_errno;
}

// Ends the current goroutine; it is kept, with its stack, for the next one.
__attribute__((noreturn)) static inline void pag_end(void) {
  pag_end_catches();
  pag_end_local();
  pag_live--;
  pag_current->next = pag_free;
  pag_free = pag_current;
  pag_current = pag_dequeue();
  setcontext(&pag_current->context);
  abort();
}

__attribute__((noreturn)) static inline void pag_goexit(void) {
  if (pag_goexit_hook) pag_goexit_hook();
  pag_end();
}

static inline void pag_entry(void) {
  pag_current->fn(pag_current->arg);
  pag_end();
}

static inline int pag_go(void (*fn)(void *), void *arg) {
  PagG *g = pag_free;
  if (g) {
    pag_free = g->next;
  } else {
    g = (PagG *)calloc(1, sizeof *g);
    g->stack = mmap(NULL, kPagStackBytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (g->stack == MAP_FAILED) abort();
  }
  getcontext(&g->context);
  g->context.uc_stack.ss_sp = g->stack;
  g->context.uc_stack.ss_size = kPagStackBytes;
  makecontext(&g->context, pag_entry, 0);
  g->fn = fn;
  g->arg = arg;
  pag_live++;
  pag_enqueue(g);
  return 0;
}

#include "pagurus_channels.h"
#include "pagurus_sync.h"
#include "pagurus_frames.h"

#endif  // PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
