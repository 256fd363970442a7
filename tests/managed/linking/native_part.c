#include <stdarg.h>

#include "native.h"

int NativeApply(Callback f, int depth, int *value) {
  int local = *value;
  int r = f(depth, &local);
  *value += local;
  return r + f(depth / 2, value);
}

long NativeMany(long a, long b, long c, long d, long e, long f, long g, Big h,
                long *i, double j, long double k) {
  *i += h.w[7];
  return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h.w[0] + (long)j +
         (long)k;
}

Big NativeBig(Big in, Pair p) {
  in.w[p.i & 7] += (long)p.d;
  return in;
}

Pair NativePair(Pair p, long double x) {
  return (Pair){p.d + (double)x, p.i + 1};
}

long NativeSum(int n, ...) {
  va_list ap;
  va_start(ap, n);
  long sum = 0;
  for (int i = 0; i < n; i++)
    sum = sum * 3 + (i % 3 == 2 ? (long)va_arg(ap, double) : va_arg(ap, long));
  va_end(ap);
  return sum;
}

long NativeDrive(void) {
  Big b = {{1, 2, 3, 4, 5, 6, 7, 8}};
  int k = 3;
  long g = 5;
  long r = ManagedMany(1, 2, 3, 4, 5, 6, &g, b, 8.5, 9.5L, &k);
  r = r * 10 + g + k;
  b = ManagedBig(b, 10);
  r += b.w[0] + b.w[7];
  Pair p = ManagedPair(20, (Pair){0.5, 1});
  r += (long)p.d + p.i;
  // A variadic managed function called by native code: it cannot know how many
  // bytes of arguments lie on the stack.
  r = r * 3 + ManagedSum(9, 1L, 2L, 3.0, 4L, 5L, 6.0, 7L, 8L, 9.0);
  r = r * 3 + ManagedSum(2, 1L, 2L);
  Callback f = ManagedStep;
  int v = 4;
  r += NativeApply(f, 30, &v) + v;
  return r;
}

static int Plain(int depth, int *value) { return *value += depth; }
Callback NativeCallback(void) { return Plain; }
