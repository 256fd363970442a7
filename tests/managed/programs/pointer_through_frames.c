// A pointer that would like to live in a callee-saved register through three
// frames (llvm PR 90529), each of which uses it after deeper calls; passed
// through wrappers that add nothing.
#include "common.h"

NOINLINE static int Third(int *p, int *q, int k) {
  int r = 0;
  for (int i = 0; i < k; i++) {
    r += *p;
    Dig(1, (unsigned)i);
    *q += r & 3;
  }
  return r;
}
NOINLINE static int Second(int *p, int *q, int k) {
  int local = *p;
  int r = Third(p, &local, k);
  r += Third(q, p, k + 1);
  return r + local + *p - *q;
}
NOINLINE static int First(int *p, int *q, int k) {
  int r = Second(q, p, k);
  Dig(4, 2);
  r += Second(p, q, k);
  return r + *p * 2 + *q;
}
NOINLINE static int Wrap1(int *p, int *q, int k) {
  int r = First(p, q, k);
  *p += 1;
  return r;
}
NOINLINE static int Wrap2(int *p, int *q, int k) {
  int r = Wrap1(q, p, k);
  *q += 1;
  return r;
}

NOINLINE static int Six(int *a, int *b, int *c, int *d, int *e, int *f) {
  int r = 0;
  for (int i = 0; i < 5; i++) {
    r += *a + *b * 2 + *c * 3 + *d * 4 + *e * 5 + *f * 6;
    Dig(2, 1);
    int *t = a;
    a = b;
    b = c;
    c = d;
    d = e;
    e = f;
    f = t;
    *a += i;
  }
  return r;
}

int main(void) {
  int total = 0;
  for (int i = 0; i < 30; i++) {
    int x = i, y = i * 2;
    total += Wrap2(&x, &y, i % 5) & 0xfff;
    total += x - y;
  }
  printf("%d\n", total);
  int v[6] = {1, 2, 3, 4, 5, 6};
  printf("%d\n", Six(v, v + 1, v + 2, v + 3, v + 4, v + 5));
  int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;
  printf("%d", Six(&a, &b, &c, &d, &e, &f));
  printf(" %d %d %d\n", a, b, f);
  printf("%u\n", Dig(600, 1));
  return 0;
}
