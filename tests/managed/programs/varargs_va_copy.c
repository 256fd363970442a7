// va_copy before, between and after reads; the copies survive deep recursion,
// and each is read to its own end.
#include <stdarg.h>

#include "common.h"

NOINLINE static long Rest(int count, va_list ap) {
  long sum = 0;
  for (int i = 0; i < count; i++) {
    sum = sum * 31 + va_arg(ap, int);
    sum += Dig(20, (unsigned)i) & 1;
  }
  return sum;
}

NOINLINE static long Thrice(int count, ...) {
  va_list first, second, third;
  va_start(first, count);
  va_copy(second, first);
  long a = 0;
  for (int i = 0; i < count / 2; i++) a += va_arg(first, int);
  va_copy(third, first);
  unsigned noise = Dig(300, (unsigned)count) & 3;
  long b = Rest(count, second);
  long c = Rest(count - count / 2, third);
  long d = Rest(count - count / 2, first);
  va_end(third);
  va_end(second);
  va_end(first);
  // A second traversal from the start.
  va_start(first, count);
  long e = Rest(count, first);
  va_end(first);
  return a * 3 + b * 5 + c * 7 + d * 11 + e * 13 + (long)noise;
}

int main(void) {
  printf("%ld\n", Thrice(0));
  printf("%ld\n", Thrice(1, 9));
  printf("%ld\n", Thrice(4, 1, 2, 3, 4));
  printf("%ld\n", Thrice(9, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  printf("%ld\n", Thrice(12, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1));
  return 0;
}
