// Finalizers that end their goroutine: the others' run all the same, and those
// of objects that become unreachable later.
// PROCS: 1 2
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

struct node {
  struct node PAG_REF *next;
  long number;
};
static const uint64_t refs[] = {1};
static pag_type type = {sizeof(struct node), refs, "node"};

enum { kNodes = 40, kTimes = 3 };
static int finalized[kNodes];

static void finalize(void PAG_REF *object) {
  const long i = ((struct node PAG_REF *)object)->number;
  Dig(30, 1);
  __atomic_fetch_add(&finalized[i], 1, 5);
  if (i % 3 != 1) pag_goexit();
}

NOINLINE static void make(void) {
  for (long i = 0; i < kNodes; i++) {
    struct node PAG_REF *n = (struct node PAG_REF *)pag_alloc(&type);
    n->number = i;
    pag_set_finalizer(n, finalize);
  }
}

static int done(int times) {
  for (int i = 0; i < kNodes; i++) {
    if (__atomic_load_n(&finalized[i], 5) != times) return 0;
  }
  return 1;
}

int main(void) {
  for (int times = 1; times <= kTimes; times++) {
    make();
    Dig(60, 1);
#ifndef PAG_NOTHING_IS_FREED
    pag_collect();
    for (int i = 0; i < 5000 && !done(times); i++) pag_sleep(1000000);
#else
    for (int i = 0; i < kNodes; i++) finalized[i] = times;
#endif
    printf("%d: %s\n", times, done(times) ? "each once" : "not each once");
  }
  return 0;
}
