// What the optimiser makes of references: integers, where a small structure is
// copied; plain pointers that outlive them, where a callee is inlined or two
// casts are one; structures that are one value and live across a call.  An
// object that is freed too early is soon another one.
// PROCS: 1 2
#include <pagurus.h>
#include <pagurus_gc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

typedef struct Node {
  struct Node PAG_REF *next;
  long v;
  char text[16];
} Node;
typedef Node PAG_REF *N;
typedef struct {
  N p;
} Box;
typedef struct {
  N a, b;
} Pair;

static const uint64_t node_refs[] = {1};
static pag_type node_type = {sizeof(Node), node_refs, "node"};

NOINLINE static N make(long v) {
  N n = (N)pag_alloc(&node_type);
  n->v = v;
  for (int i = 0; i < 7; i++) n->text[i] = 'a';
  return n;
}

// Frees what nothing refers to, and makes something else of it.
NOINLINE static void collect(void) {
  pag_collect();
  for (int i = 0; i < 500; i++) make(-1);
}

static inline void copy(Box *to, const Box *from) { *to = *from; }
static Box take(Box *from) {
  Box r;
  copy(&r, from);
  from->p = 0;
  return r;
}
NOINLINE static void copied(Box *b) {
  Box t;
  copy(&t, b);
  b->p = 0;
  collect();
  copy(b, &t);
}
NOINLINE static void taken(Box *to, Box *from) {
  Box t = take(from);
  collect();
  *to = t;
}
NOINLINE static void swapped(Box *a, Box *b, int n) {
  for (int i = 0; i < n; i++) {
    Box t;
    copy(&t, a + i);
    copy(a + i, b + i);
    copy(b + i, &t);
  }
}

static long set_and_get(Node *n, long v) {
  n->v = v;
  collect();
  return ((volatile Node *)n)->v;
}
NOINLINE static long inlined(void) { return set_and_get((Node *)make(1), 5); }
NOINLINE static size_t length_twice(N n) {
  size_t a = strlen((const char *)n->text);
  collect();
  return a + strlen((const char *)n->text);
}
NOINLINE static void see(volatile Node *n) { n->v++; }
NOINLINE static long one_cast(void) {
  N n = make(10);
  see((Node *)n);
  collect();
  return ((Node *)n)->v;
}

NOINLINE static Pair pair(long v) {
  N a = make(v);
  return (Pair){a, make(v + 1)};
}
NOINLINE static Pair returned(void) {
  Pair p = pair(20);
  collect();
  return p;
}

static _Atomic(N) head;
NOINLINE static void push(N n) {
  N old = atomic_load(&head);
  do {
    collect();
    n->next = old;
  } while (!atomic_compare_exchange_weak(&head, &old, n));
}

static Box boxes[8], others[8];

int main(void) {
  boxes[0].p = make(3);
  copied(boxes);
  printf("copied %ld\n", boxes[0].p->v);
  taken(others, boxes);
  printf("taken %ld\n", others[0].p->v);
  for (int i = 0; i < 8; i++) {
    boxes[i].p = make(i);
    others[i].p = make(10 + i);
  }
  swapped(boxes, others, 8);
  collect();
  long sum = 0;
  for (int i = 0; i < 8; i++) sum += boxes[i].p->v * 100 + others[i].p->v;
  printf("swapped %ld\n", sum);
  printf("inlined %ld\n", inlined());
  printf("length %zu\n", length_twice(make(2)));
  printf("one cast %ld\n", one_cast());
  Pair p = returned();
  printf("returned %ld %ld\n", p.a->v, p.b->v);
  for (int i = 0; i < 5; i++) push(make(i));
  sum = 0;
  for (N n = atomic_load(&head); n; n = n->next) sum = sum * 10 + n->v;
  printf("pushed %ld %u\n", sum, Dig(100, 1));
  return 0;
}
