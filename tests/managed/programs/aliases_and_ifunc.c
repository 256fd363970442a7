// Aliases of managed functions (static, exported, of a variadic one), and an
// indirect function whose resolver runs before anything is set up.
#include <stdarg.h>

#include "common.h"

NOINLINE int Original(int depth, int *p) {
  int local = *p;
  if (depth) Original(depth - 1, &local);
  return ++*p + local;
}
int Exported(int, int *) __attribute__((alias("Original")));

NOINLINE long Variadic(int n, ...) {
  va_list ap;
  va_start(ap, n);
  long sum = 0;
  for (int i = 0; i < n; i++) sum = sum * 10 + va_arg(ap, int);
  va_end(ap);
  return sum + (long)(Dig(5, 1) & 0);
}
long VariadicAlias(int, ...) __attribute__((alias("Variadic")));

NOINLINE static long Fast(int *p, int k) { return *p * 2 + k + (long)(Dig(4, 1) & 0); }
static long (*Resolve(void))(int *, int) { return Fast; }
long Indirect(int *, int) __attribute__((ifunc("Resolve")));

int main(void) {
  int x = 1;
  printf("%d ", Exported(300, &x));
  printf("%d\n", x);
  printf("%ld %ld\n", VariadicAlias(8, 1, 2, 3, 4, 5, 6, 7, 8), Variadic(2, 4, 2));
  printf("%ld\n", Indirect(&x, 3));
  long (*f)(int *, int) = Opaque(1) ? Indirect : NULL;
  printf("%ld\n", f(&x, 4));
  printf("%d\n", Exported == Original);
  printf("%u\n", Dig(400, 1));
  return 0;
}
