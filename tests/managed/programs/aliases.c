// Aliases of managed functions: exported, of a variadic one, weak; called by
// name and through pointers.
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

int main(void) {
  int x = 1;
  printf("%d ", Exported(300, &x));
  printf("%d\n", x);
  printf("%ld %ld\n", VariadicAlias(8, 1, 2, 3, 4, 5, 6, 7, 8),
         Variadic(2, 4, 2));
  int (*f)(int, int *) = Opaque(1) ? Exported : NULL;
  printf("%d\n", f(20, &x));
  long (*v)(int, ...) = Opaque(1) ? VariadicAlias : NULL;
  printf("%ld\n", v(9, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  printf("%d\n", Exported == Original);
  printf("%u\n", Dig(400, 1));
  return 0;
}
