// FLAGS: -lm
// long double in recursion, arguments, arrays and library calls that code
// generation makes by itself (fmodl, powl, floorl, conversions).
#include <math.h>

#include "common.h"

NOINLINE static long double Series(int n, long double x, long double *worst) {
  long double term = powl(x, n) / (n + 1);
  long double mine = term;
  if (n) mine += Series(n - 1, x, &term);
  if (term > *worst) *worst = term;
  return mine;
}
NOINLINE static long double Fold(int n, long double a, long double b,
                                 long double c, int *steps) {
  ++*steps;
  if (n == 0) return fmodl(a * b + c, 17.25L);
  return Fold(n - 1, fmodl(b + 1.5L, 9.0L), c, floorl(a) + 0.25L, steps) - a;
}

int main(void) {
  long double worst = 0;
  printf("%.12Lf\n", Series(60, 0.75L, &worst));
  printf("%.12Lf\n", worst);
  int steps = 0;
  printf("%.9Lf ", Fold(300, 1.5L, 2.5L, 3.5L, &steps));
  printf("%d\n", steps);
  long double array[20];
  for (int i = 0; i < 20; i++)
    array[i] = sinl((long double)i) * sqrtl(i + 1.0L);
  long double *p = &array[7];
  Dig(400, 1);
  printf("%.9Lf %.9Lf\n", *p, array[19]);
  unsigned long long big = (unsigned long long)(ldexpl(1.0L, 63) + 12345.0L);
  printf("%llu %Lg\n", big, (long double)big);
  printf("%lld\n", (long long)Fold(3, 1e3L, 2e3L, 3.7L, &steps));
  return 0;
}
