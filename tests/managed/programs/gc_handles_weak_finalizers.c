// What a collection finds unreachable, and what it does not: objects that
// handles, registered globals and finalizers hold, and weak references, looked
// at from goroutines whose stacks move.  The reference build collects nothing,
// so what is printed is what went wrong.
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
typedef struct node PAG_REF *node_ref;

enum { kNodes = 200 };
static pag_weak *weak[kNodes];
static pag_handle handles[kNodes];
static struct node globals[2];
static volatile int finalized;
static volatile long finalized_sum;

static void finalize(void PAG_REF *object) {
  node_ref n = (node_ref)object;
  // What it refers to has not been finalized, nor freed.
  finalized_sum = finalized_sum + n->number + n->next->number;
  finalized = finalized + 1;
}

NOINLINE static node_ref make(long number) {
  node_ref n = (node_ref)pag_alloc(&type);
  n->number = number;
  return n;
}

// Every third one is kept by a handle, some of the others by what has one.
NOINLINE static void fill(void) {
  for (long i = 0; i < kNodes; i++) {
    node_ref n = make(i);
    weak[i] = pag_weak_create(n);
    handles[i] = i % 3 == 0 ? pag_handle_create(n) : 0;
    if (i % 3 == 1) {
      ((node_ref)pag_handle_get(handles[i - 1]))->next = n;
    }
  }
  globals[0].next = make(1000);
  globals[1].next = make(1001);
  for (long i = 0; i < 10; i++) {
    node_ref n = make(10);
    n->next = make(i);
    pag_set_finalizer(n, finalize);
  }
}

NOINLINE static long wrong(int handles_freed) {
  long n = 0;
  for (long i = 0; i < kNodes; i++) {
    node_ref r = (node_ref)pag_weak_get(weak[i]);
    const int kept = !handles_freed && i % 3 != 2;
    n += r != 0 && r->number != i;
#ifndef PAG_NOTHING_IS_FREED
    n += (r != 0) != kept;
#else
    (void)kept;
#endif
  }
  n += globals[0].next->number != 1000 || globals[1].next->number != 1001;
  return n;
}

static void run(void) {
  Dig(40, 1);
  fill();
#ifndef PAG_NOTHING_IS_FREED
  pag_collect();
#endif
  printf("%ld with handles\n", wrong(0));
  for (long i = 0; i < kNodes; i += 3) {
    node_ref n = (node_ref)pag_handle_get(handles[i]);
    if (n->number != i || (i + 1 < kNodes && n->next->number != i + 1)) {
      printf("handle %ld is wrong\n", i);
    }
    pag_handle_free(handles[i]);
  }
  Dig(80, 1);
#ifndef PAG_NOTHING_IS_FREED
  pag_collect();
#endif
  printf("%ld without\n", wrong(1));
#ifndef PAG_NOTHING_IS_FREED
  // Their goroutine has been started by the first collection that found them.
  for (int i = 0; i < 1000 && finalized < 10; i++) pag_sleep(1000000);
#else
  finalized = 10;
  finalized_sum = 145;
#endif
  printf("%d finalized, %ld\n", finalized, finalized_sum);
  for (long i = 0; i < kNodes; i++) pag_weak_free(weak[i]);
}

int main(void) {
  pag_add_roots(globals, &type, 2);
  run();
  pag_remove_roots(globals);
  return 0;
}
