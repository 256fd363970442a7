// A program's own, managed malloc and loops without calls: what preempts the
// loops must not allocate, in the middle of malloc least of all.
// PROCS: 1 2
// NOSCHED:
#include <errno.h>
#include <string.h>

#include "common.h"
#include "pagurus.h"

#ifdef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
#define TURN() pag_yield()  // it cannot preempt
#else
#define TURN() (void)0
#endif

static _Alignas(16) unsigned char heap[16 << 20];
static size_t used;
static int stop, others_done;
static pag_waitgroup group = PAG_INIT;

void *malloc(size_t n) {
  const size_t size = (n + 15) & ~(size_t)15;
  const size_t before = __atomic_fetch_add(&used, size, __ATOMIC_RELAXED);
  if (before + size <= sizeof heap) return heap + before;
  errno = ENOMEM;
  return NULL;
}
void free(void *p) { (void)p; }
void *calloc(size_t n, size_t size) { return malloc(n * size); }  // fresh: zeros
void *realloc(void *p, size_t n) {
  void *q = malloc(n);
  if (p != NULL && q != NULL) memmove(q, p, n);
  return q;
}

// Most of the time it is in malloc.
static void Loop(void *argument) {
  (void)argument;
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    if (malloc(0) == NULL) break;
    TURN();
  }
  pag_waitgroup_done(&group);
}

static void Other(void *argument) {
  (void)argument;
  __atomic_fetch_add(&others_done, (int)(Dig(20, 1) * 0 + 1), __ATOMIC_RELAXED);
  pag_waitgroup_done(&group);
}

int main(void) {
  enum { kLoops = 4, kOthers = 10 };
  pag_waitgroup_add(&group, kLoops + kOthers);
  for (int i = 0; i < kLoops; i++) pag_go(Loop, NULL);
  for (int i = 0; i < kOthers; i++) pag_go(Other, NULL);
  while (__atomic_load_n(&others_done, __ATOMIC_RELAXED) < kOthers) TURN();
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pag_waitgroup_wait(&group);
  printf("%d\n", others_done);
  return 0;
}
