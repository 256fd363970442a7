// Pointers to the caller's locals that come back as results (max_element,
// strchr-like, chained setters), are stored into out-parameters, into each
// other, into structs returned by value: every way to escape that is not a
// global.
#include "common.h"

typedef struct {
  int *low, *high;
  int n;
} Range;
typedef struct Builder {
  char *at, *end;
  struct Builder *self;
} Builder;

NOINLINE static int *Max(int *a, int *b) {
  Dig(2, 1);
  return *a > *b ? a : b;
}
NOINLINE static int *MaxOf(int *v, int n) {
  return n == 1 ? v : Max(v, MaxOf(v + 1, n - 1));
}
NOINLINE static Range Span(int *v, int n) {
  Range r = {v, v + n - 1, n};
  Dig(1, 1);
  return r;
}
NOINLINE static void Ends(int *v, int n, int **low, int **high) {
  *low = v;
  Dig(2, 1);
  *high = v + n - 1;
}
NOINLINE static Builder *Put(Builder *b, const char *s) {
  while (*s && b->at < b->end) *b->at++ = *s++;
  Dig(1, 1);
  return b->self;
}
NOINLINE static void Link(void **cell, void *target) { *cell = target; }
NOINLINE static int *Identity(int *p) { return p; }
NOINLINE static int *Laundered(int depth, int *p) {
  return depth ? Laundered(depth - 1, Identity(p)) : p;
}

int main(void) {
  int v[40];
  for (int i = 0; i < 40; i++) v[i] = (i * 23) % 41;
  int *m = MaxOf(v, 40);
  Dig(100, 1);
  printf("%d %d\n", *m, (int)(m - v));
  Range r = Span(v, 40);
  Dig(200, 1);
  printf("%d %d %d\n", *r.low, *r.high, (int)(r.high - r.low));
  int *low, *high;
  Ends(v, 40, &low, &high);
  Dig(300, 1);
  printf("%d %d\n", *low + *high, (int)(high - low));
  char text[64];
  Builder b = {text, text + 63, &b};
  Put(Put(Put(&b, "one "), "two "), "three")->at[0] = 0;
  printf("%s\n", text);
  void *ring = NULL;
  Link(&ring, &ring);
  Dig(400, 1);
  printf("%d\n", ring == &ring);
  int *p = Laundered(300, &v[7]);
  Dig(500, 1);
  *p = -5;
  printf("%d %d\n", v[7], p == &v[7]);
  return 0;
}
