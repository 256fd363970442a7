// More values live across calls than there are registers: integers, pointers,
// doubles and vectors spill, the pointers into homes and nothing else.
#include "common.h"

NOINLINE static long Leaf(long *p) {
  Dig(1, 1);
  return ++*p;
}

NOINLINE static double Pressure(int n, long *a, long *b, long *c, double x) {
  long l0 = 1, l1 = 2, l2 = 3, l3 = 4, l4 = 5, l5 = 6, l6 = 7, l7 = 8;
  long *p0 = &l0, *p1 = &l1, *p2 = &l2, *p3 = &l3, *p4 = &l4, *p5 = &l5,
       *p6 = &l6, *p7 = &l7;
  double d0 = x, d1 = x + 1, d2 = x + 2, d3 = x + 3, d4 = x + 4, d5 = x + 5,
         d6 = x + 6, d7 = x + 7, d8 = x + 8, d9 = x * 3;
  typedef int V4 __attribute__((vector_size(16)));
  V4 v0 = {n, 1, 2, 3}, v1 = v0 * 3, v2 = v1 + v0;
  long i0 = n, i1 = n * 3, i2 = n * 5, i3 = n * 7, i4 = n * 9, i5 = n * 11,
       i6 = n ^ 21;
  for (int k = 0; k < 6; k++) {
    i0 += Leaf(p0);
    i1 ^= Leaf(p1);
    i2 += Leaf(p2) * i0;
    i3 -= Leaf(p3);
    d0 += d9;
    d1 -= d8;
    d2 += d7 * 0.5;
    d3 += (double)Leaf(p4);
    d4 *= 1.5;
    d5 += d0;
    v0 += v2;
    v1 ^= v0;
    v2 -= v1;
    i4 += Leaf(p5) + *a;
    i5 += Leaf(p6) ^ *b;
    i6 -= Leaf(p7) + *c;
    long *t = p0;
    p0 = p3;
    p3 = p6;
    p6 = p1;
    p1 = t;
    d6 += d5 * 0.25;
    d7 -= d6 * 0.125;
    d8 += 1;
    d9 *= 0.75;
    *a += 1;
    *b += i0 & 3;
    *c ^= 5;
    t = p2;
    p2 = p5;
    p5 = p7;
    p7 = p4;
    p4 = t;
  }
  if (n) d0 += Pressure(n - 1, p0, p4, p7, d1 * 0.5) * 0.0625;
  long sum = ((i0 ^ i1) & 0xffff) + (i2 & 0xff) + i3 + i4 + i5 + i6 + *p0 +
             *p1 * 2 + *p2 * 3 + *p3 * 4 + *p4 * 5 + *p5 * 6 + *p6 * 7 +
             *p7 * 8;
  return d0 + d1 + d2 + d3 + d4 + d5 + d6 + d7 + d8 + d9 + (double)sum +
         (double)(v0[0] & 0xff) + (double)(v1[1] & 0xff) +
         (double)(v2[2] & 0xff);
}

int main(void) {
  long a = 1, b = 2, c = 3;
  printf("%.6f\n", Pressure(0, &a, &b, &c, 0.5));
  printf("%.6f\n", Pressure(60, &a, &b, &c, 0.25));
  printf("%ld %ld %ld\n", a, b, c);
  return 0;
}
