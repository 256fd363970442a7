// Pointers that are one of several locals: ternaries, phis in loops, swaps,
// null-or-local, local-or-global, local-or-heap, all live across calls.
#include "common.h"

static int global_cell = 50;

NOINLINE static int Inc(int *p) {
  Dig(2, 1);
  return ++*p;
}
NOINLINE static int Peek(const int *p) {
  return p ? *p + (int)(Dig(1, 1) & 1) : -1;
}

NOINLINE static unsigned Run(int rounds, int *heap) {
  int a = 1, b = 2, c[3] = {3, 4, 5};
  int *p = &a, *q = &b, *maybe = NULL;
  unsigned hash = 0;
  for (int i = 0; i < rounds; i++) {
    int *r = i & 1 ? p : q;
    hash = hash * 3 + (unsigned)Inc(r);
    if (i % 3 == 0) {
      int *t = p;
      p = q;
      q = t;
    }
    maybe = i % 4 == 0   ? NULL
            : i % 4 == 1 ? &c[i % 3]
            : i % 4 == 2 ? &global_cell
                         : heap;
    hash = hash * 5 + (unsigned)Peek(maybe);
    if (maybe) hash += (unsigned)Inc(maybe);
    r = (hash & 8) ? r : (maybe ? maybe : &c[2]);
    hash += (unsigned)Inc(r);
    hash += (unsigned)(*p * 2 + *q);
  }
  return hash + (unsigned)(a + b + c[0] + c[1] + c[2]);
}

NOINLINE static int *Choose(int k, int *a, int *b) { return k ? a : b; }

NOINLINE static unsigned Loop(int n) {
  int x = 0, y = 100;
  int *cursor = &x;
  unsigned hash = 0;
  do {
    Inc(cursor);
    hash = hash * 7 + (unsigned)*cursor;
    cursor = cursor == &x ? &y : &x;
    int *chosen = Choose(n & 2, cursor, &x);
    Inc(chosen);
  } while (--n);
  return hash + (unsigned)(x * 1000 + y);
}

int main(void) {
  int *heap = malloc(sizeof(int));
  *heap = 7;
  printf("%u\n", Run(100, heap));
  printf("%u\n", Loop(60));
  Dig(500, 1);
  printf("%u ", Run(33, heap));
  printf("%d %d\n", *heap, global_cell);
  free(heap);
  return 0;
}
