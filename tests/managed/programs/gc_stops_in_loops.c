// Loops of functions that hold references, in which nothing but a small
// function without a prologue check is called, or functions only jump to each
// other, stop for others and for the collector.  So do those of functions that
// only overwrite references.
// PROCS: 1 2
// NOSCHED:
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

typedef struct Node {
  struct Node PAG_REF *next;
  long v;
} Node;
typedef Node PAG_REF *N;

static const uint64_t refs[] = {1};
static pag_type type = {sizeof(Node), refs, "node"};
static volatile int stop;

static void other(void *unused) {
  (void)unused;
  pag_collect();
  stop = 1;
}
#ifdef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
#define START() (stop = 1)  // it cannot preempt
#else
#define START() (stop = 0, pag_go(other, 0))
#endif

NOINLINE static long get(N n) {
  n->v++;
  __asm__ volatile("");
  return n->v;
}
NOINLINE static long calls(N n) {
  long sum = 0;
  while (!stop) sum += get(n);
  return sum;
}

NOINLINE static long back(N n);
NOINLINE static long forth(N n) {
  if (stop) return n->next == n;
  n->v++;
  return back(n->next);
}
NOINLINE static long back(N n) {
  if (stop) return n->next == n;
  n->v--;
  return forth(n->next);
}

static N volatile place;
NOINLINE static void clears(void) {
  do {
    place = 0;
  } while (!stop);
}

int main(void) {
  N n = (N)pag_alloc(&type);
  n->next = n;
  START();
  calls(n);
  puts("called");
  place = n;
  START();
  clears();
  printf("cleared %d\n", place == 0);
  START();
  printf("jumped %ld %u\n", forth(n), Dig(100, 1));
  return 0;
}
