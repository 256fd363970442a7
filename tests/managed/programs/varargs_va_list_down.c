// A va_list handed through recursion: each level takes one argument from the
// same list (by pointer, and as an array parameter), leaving before or after
// the level below has read its own.
#include <stdarg.h>

#include "common.h"

NOINLINE static uint64_t ByPointer(int left, va_list *ap, uint64_t hash) {
  if (left == 0) return Mix(hash, Dig(100, 1));
  int local = left * 3;
  uint64_t value = (uint64_t)va_arg(*ap, int);
  uint64_t below = ByPointer(left - 1, ap, Mix(hash, value));
  return Mix(below, value + (uint64_t)local);
}

NOINLINE static uint64_t ByArray(int left, va_list ap, uint64_t hash) {
  if (left == 0) return Mix(hash, Dig(100, 2));
  if (left % 2) {
    uint64_t value = (uint64_t)va_arg(ap, int);
    return Mix(ByArray(left - 1, ap, Mix(hash, value)), value);
  }
  double value = va_arg(ap, double);
  return Mix(ByArray(left - 1, ap, Mix(hash, (uint64_t)value)),
             (uint64_t)(value * 2));
}

NOINLINE static uint64_t Start(int kind, int count, ...) {
  va_list ap;
  va_start(ap, count);
  uint64_t hash =
      kind ? ByArray(count, ap, (uint64_t)kind) : ByPointer(count, &ap, 3);
  va_end(ap);
  return hash;
}

int main(void) {
  printf("%llx\n",
         (unsigned long long)Start(0, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  printf("%llx\n", (unsigned long long)Start(1, 6, 1.0, 2, 3.0, 4, 5.0, 6));
  printf("%llx\n",
         (unsigned long long)Start(1, 18, 1.0, 2, 3.0, 4, 5.0, 6, 7.0, 8, 9.0,
                                   10, 11.0, 12, 13.0, 14, 15.0, 16, 17.0, 18));
  return 0;
}
