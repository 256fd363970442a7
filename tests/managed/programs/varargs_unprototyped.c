// FLAGS: -std=gnu99 -Wno-deprecated-non-prototype
// Calls without a prototype: the call looks variadic, the callee is not.  More
// than six arguments, so some go on the stack, and pointers to locals among
// them.
#include "common.h"

long Nine();
double Doubles();
void Deep();

int Legacy(depth, p, q)
int depth;
int *p;
char q;
{
  int local = *p + q;
  if (depth == 0) return local;
  return Legacy(depth - 1, &local, q) + *p;
}

int main() {
  long x = 9, y = 10;
  int seed = 1;
  printf("%ld\n", Nine(1L, 2L, 3L, 4L, 5L, 6L, &x, &y, 7L));
  printf("%ld %ld\n", x, y);
  printf("%.3f\n", Doubles(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10L));
  Deep(500, &x);
  printf("%ld\n", x);
  printf("%d\n", Legacy(25, &seed, 'a') & 0xffff);
  return 0;
}

NOINLINE long Nine(long a, long b, long c, long d, long e, long f, long *p,
                   long *q, long g) {
  unsigned noise = Dig(200, 4) & 1;
  *p += a + b;
  *q += c + d;
  return *p * 1000 + *q * 10 + e + f + g + noise;
}

NOINLINE double Doubles(double a, double b, double c, double d, double e,
                        double f, double g, double h, double i, long j) {
  return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j +
         (Dig(30, 2) & 1);
}

NOINLINE void Deep(int depth, long *p) {
  long local = *p + 1;
  if (depth) Deep(depth - 1, &local);
  *p = local;
}
