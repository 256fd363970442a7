// Seven and more arguments (known bug: lowered with pushes, SP at the call was
// not CFA - frame size); arguments 7 to 12 point to the caller's locals, are
// read before and after deeper calls, and are modified in place.
#include "common.h"

NOINLINE static long Seven(long a, long b, long c, long d, long e, long f,
                           long *g) {
  *g += a;
  long noise = (long)(Dig(3, (unsigned)a) & 1);
  return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + *g * 7 + noise;
}

NOINLINE static long Twelve(int *a, int *b, int *c, int *d, int *e, int *f,
                            int *g, int *h, int *i, int *j, int *k, int *l) {
  long r = *a + *l;
  Dig(3, 1);
  *g += *a;
  *h += *b;
  *i += *c;
  Dig(2, 1);
  *j += *d;
  *k += *e;
  *l += *f;
  return r * 3 + *g + *h + *i + *j + *k + *l;
}

NOINLINE static long Deep(int depth, int *a, int *b, int *c, int *d, int *e,
                          int *f, int *g, int *h) {
  int x = depth & 7, y = *h & 7, z = *g & 7;
  if (depth == 0) return *a + *b + *c + *d + *e + *f + *g + *h;
  long below = Deep(depth - 1, &x, a, &y, b, &z, c, &x, &y);
  *h = (*h + x) & 0xff;
  *g = (*g + y) & 0xff;
  // Slots of stack arguments may be reassigned by the callee.
  g = &z;
  h = depth % 2 ? &y : &x;
  below += Seven(1, 2, 3, 4, 5, 6, &below) & 0xff;
  return below + *g + *h + z;
}

NOINLINE static double Mix9(double a, int b, double c, int d, double e, int f,
                            double g, int h, double i, int j, double k, int l,
                            double m, int n, double *o, float p, int *q) {
  *o += a + c + e + g + i + k + m + (double)p;
  *q += b + d + f + h + j + l + n;
  return *o + (Dig(5, 1) & 1) + *q;
}

int main(void) {
  long g = 5;
  printf("%ld\n", Seven(1, 2, 3, 4, 5, 6, &g));
  int v[12];
  for (int i = 0; i < 12; i++) v[i] = i;
  printf("%ld\n", Twelve(v, v + 1, v + 2, v + 3, v + 4, v + 5, v + 6, v + 7,
                         v + 8, v + 9, v + 10, v + 11));
  int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, x = 7, y = 8;
  printf("%ld\n", Deep(400, &a, &b, &c, &d, &e, &f, &x, &y));
  printf("%d %d\n", x, y);
  long (*p)(int *, int *, int *, int *, int *, int *, int *, int *, int *,
            int *, int *, int *) = Opaque(1) ? Twelve : NULL;
  printf("%ld\n", p(&a, &b, &c, &d, &e, &f, &x, &y, v, v + 1, v + 2, v + 3));
  double o = 0.5;
  int q = 1;
  printf("%.2f\n",
         Mix9(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, &o, 1.5f, &q));
  printf("%.2f %d %d\n", o, q, v[3]);
  return 0;
}
