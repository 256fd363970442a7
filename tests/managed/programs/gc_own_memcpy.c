// A program with a memcpy of its own copies references while collections begin.
// Who copies has looked whether something marks before it called, and is not at
// a safepoint: nobody may be stopped in there.
// PROCS: 1 2
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

typedef struct Node Node;
typedef Node PAG_REF *N;
struct Node {
  N next;
  long number;
};
static const uint64_t refs[] = {1};
static pag_type node_type = {sizeof(Node), refs, "node"};
static pag_type place_type = {sizeof(N), refs, "place"};

enum { kPlaces = 3000, kCollections = 30 };
static N PAG_REF *from;
static N PAG_REF *to;
static pag_waitgroup group;
static int stop, wrong;

// Numbers, as far as anybody can see, and slowly.
void *memcpy(void *restrict p, const void *restrict q, size_t n) {
  volatile long *at = (volatile long *)p;
  const volatile long *source = (const volatile long *)q;
  for (size_t i = 0; i < n / 8; i++) {
    for (int times = 0; times < 10; times++) (void)source[i];
    at[i] = source[i];
  }
  for (size_t i = n / 8 * 8; i < n; i++)
    ((volatile char *)p)[i] = ((const volatile char *)q)[i];
  return p;
}

NOINLINE static int is_copied(long k) {
  return to[k] == from[k] && to[k]->number == k;
}

static void copy(void *argument) {
  (void)argument;
  Dig(30, 1);
  for (long k = 0; !__atomic_load_n(&stop, 5); k = (k + 7919) % kPlaces) {
    N PAG_REF *p = to;
    N PAG_REF *q = from;
    N old = q[k];
    q[k] = (N)pag_alloc(&node_type);
    q[k]->number = k;
    __builtin_memcpy((void *)p, (void *)q, sizeof(N) * kPlaces);
    // Both are alive across the call.
    if (p[k] != q[k] || old->number != k || !is_copied(k)) wrong++;
#ifdef PAG_NEVER_COLLECTS
    pag_yield();  // nobody is preempted there
#endif
  }
  pag_waitgroup_done(&group);
}

int main(void) {
  from = (N PAG_REF *)pag_alloc_array(&place_type, kPlaces);
  to = (N PAG_REF *)pag_alloc_array(&place_type, kPlaces);
  for (long i = 0; i < kPlaces; i++) {
    N n = (N)pag_alloc(&node_type);
    n->number = i;
    from[i] = n;
  }
  pag_waitgroup_add(&group, 1);
  pag_go(copy, 0);
  pag_yield();
  for (int i = 0; i < kCollections; i++) pag_collect();
  __atomic_store_n(&stop, 1, 5);
  pag_waitgroup_wait(&group);
  printf("wrong: %d\n", wrong);
  printf("%u\n", Dig(100, 1));
  return 0;
}
