// References that live across a call and are then chosen between: by a
// condition, in a loop that keeps the best, by a switch whose branches end
// alike.  An object that is freed too early is soon another one.
// PROCS: 1 2
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

NOINLINE static N node(long v) {
  N n = (N)pag_alloc(&type);
  n->v = v;
  return n;
}
// Collects, and fills what has become free.
NOINLINE static long other(long k) {
  pag_collect();
  for (int i = 0; i < 200; i++) node(-1000 - i);
  return k * 7 % 5;
}
NOINLINE static long choose(N a, N b, int c) {
  other(0);
  return (c ? a : b)->v;
}
NOINLINE static long choose_of_three(N a, N b, N c, long k) {
  k = other(k);
  N x = k == 0 ? a : k == 2 ? b : c;
  other(0);
  return x->v;
}
NOINLINE static long best(int n) {
  N best = node(0);
  for (int i = 0; i < n; i++) {
    N c = node(i);
    const long k = other(i);
    best = k > 3 ? c : best;
  }
  return best->v;
}
NOINLINE static long pair(N a, N b) { return 100 * a->v + b->v; }
NOINLINE static long branches(N a, N b, long k) {
  N x = 0, y;
  switch (k) {
    case 0:
      other(1), x = a, y = b;
      break;
    case 1:
      other(2), x = a, y = b;
      break;
    case 2:
      other(3), x = b, y = a;
      break;
    case 3:
      other(4), x = b, y = a;
      break;
    default:
      y = a;
  }
  N q = node(7), s = node(8), t = node(9);
  other(0);
  const long sum = pair(q, s) + pair(q, t) + y->v;
  other(0);
  return sum + (x ? 10000 * x->v : 0);
}
// The end of the local is where a home could be.
NOINLINE static long in_memory(N a, N b) {
  N local[3] = {node(1), node(2), node(3)};
  long sum = 0;
  for (N *p = local; p != local + 3; p++) {
    other(0);
    sum = 10 * sum + (*p)->v;
  }
  return sum + (other(1) > 1 ? a : b)->v;
}

int main(void) {
  printf("%ld %ld\n", choose(node(1), node(2), 1), choose(node(1), node(2), 0));
  for (int k = 0; k < 4; k++)
    printf("%ld\n", choose_of_three(node(1), node(2), node(3), k));
  printf("%ld\n", best(20));
  for (int k = 0; k < 5; k++) printf("%ld\n", branches(node(1), node(2), k));
  printf("%ld %u\n", in_memory(node(1), node(2)), Dig(100, 1));
  return 0;
}
