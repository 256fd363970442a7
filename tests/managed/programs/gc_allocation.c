// Goroutines allocate lists, arrays and bytes beside each other, on stacks that
// grow and move; what each has made is as it made it, and was zero before.
// PROCS: 1 2 4
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

struct node {
  struct node PAG_REF *next;
  long number;
  long square;
};
static const uint64_t node_refs[] = {1};
static pag_type node_type = {sizeof(struct node), node_refs, "node"};
static pag_type long_type = {sizeof(long), 0, "long"};

enum { kGoroutines = 10, kNodes = 1000 };
static pag_waitgroup group;
static long sums[kGoroutines];

// Not in a loop: the stack is to grow.
NOINLINE static long total(struct node PAG_REF *list) {
  if (list == 0) return 0;
  if (list->square != list->number * list->number) return -1000000000;
  const long rest = total(list->next);
  __asm__ volatile("");
  return rest + list->number;
}

static long build(long seed) {
  struct node PAG_REF *list = 0;
  long wrong = 0;
  for (long i = 0; i < kNodes; i++) {
    struct node PAG_REF *n = (struct node PAG_REF *)pag_alloc(&node_type);
    wrong += n->next != 0 || n->number != 0 || n->square != 0;
    n->number = seed + i;
    n->square = n->number * n->number;
    n->next = list;
    list = n;
    // Each goroutine takes its tenth of the sizes: filling them is what moves at
    // every check make long.
    if (i % kGoroutines != seed / 10000) continue;
    long PAG_REF *a =
        (long PAG_REF *)pag_alloc_array(&long_type, (size_t)(i % 40));
    for (long k = 0; k < i % 40; k++) {
      wrong += a[k] != 0;
      a[k] = ~0l;
    }
    char PAG_REF *b = (char PAG_REF *)pag_alloc_bytes((size_t)(i % 300));
    for (long k = 0; k < i % 300; k++) {
      wrong += b[k] != 0;
      b[k] = (char)~0;
    }
  }
  return total(list) + wrong * 1000000000;
}

static void run(void *arg) {
  const long i = (long)arg;
  sums[i] = build(i * 10000);
  pag_waitgroup_done(&group);
}

int main(void) {
  pag_waitgroup_add(&group, kGoroutines);
  for (long i = 0; i < kGoroutines; i++) pag_go(run, (void *)i);
  pag_waitgroup_wait(&group);
  for (int i = 0; i < kGoroutines; i++) printf("%d: %ld\n", i, sums[i]);
  return 0;
}
