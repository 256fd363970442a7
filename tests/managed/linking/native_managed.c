#include <stdarg.h>

#include "native.h"

int ManagedStep(int depth, int *value) {
  int mine = *value + depth;
  int r = 0;
  if (depth > 25)
    r = ManagedStep(depth - 1, &mine);
  else if (depth > 5)
    r = NativeApply(ManagedStep, depth / 4, &mine);
  *value += mine & 3;
  return r + 1;
}

long ManagedMany(long a, long b, long c, long d, long e, long f, long *g, Big h,
                 double i, long double j, int *k) {
  long local = *g;
  Dig(40, 1);
  *g += *k + h.w[3];
  *k += 1;
  return NativeMany(f, e, d, c, b, a, local, h, &local, i, j) + local;
}

Big ManagedBig(Big in, int n) {
  Big r = n ? ManagedBig(NativeBig(in, (Pair){2.5, n}), n - 1) : in;
  r.w[n & 7] ^= n;
  return r;
}

Pair ManagedPair(int n, Pair p) {
  return n ? ManagedPair(n - 1, NativePair(p, 0.25L)) : p;
}

long ManagedSum(int n, ...) {
  va_list ap, again;
  va_start(ap, n);
  va_copy(again, ap);
  long sum = 0;
  for (int i = 0; i < n; i++) {
    sum = sum * 3 + (i % 3 == 2 ? (long)va_arg(ap, double) : va_arg(ap, long));
    Dig(10, 1);
  }
  for (int i = 0; i < n && i < 2; i++) sum += va_arg(again, long);
  va_end(again);
  va_end(ap);
  return sum;
}
