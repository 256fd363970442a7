// Managed variadic function called with 0 to 20 integers: registers first, then
// the stack, with a growing stack between va_start and each va_arg.
#include <stdarg.h>

#include "common.h"

NOINLINE static uint64_t Sum(int count, ...) {
  va_list ap;
  va_start(ap, count);
  uint64_t hash = (uint64_t)count;
  for (int i = 0; i < count; i++) {
    hash = Mix(hash, Dig((unsigned)(i * 3), 7));
    hash = Mix(hash, (uint64_t)va_arg(ap, long));
  }
  va_end(ap);
  return hash;
}

int main(void) {
  printf("%llx\n", (unsigned long long)Sum(0));
  printf("%llx\n", (unsigned long long)Sum(1, 1L));
  printf("%llx\n", (unsigned long long)Sum(2, 1L, 2L));
  printf("%llx\n", (unsigned long long)Sum(5, 1L, 2L, 3L, 4L, 5L));
  printf("%llx\n", (unsigned long long)Sum(6, 1L, 2L, 3L, 4L, 5L, 6L));
  printf("%llx\n", (unsigned long long)Sum(7, 1L, 2L, 3L, 4L, 5L, 6L, 7L));
  printf("%llx\n", (unsigned long long)Sum(11, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L,
                                           9L, 10L, 11L));
  printf("%llx\n", (unsigned long long)Sum(20, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L,
                                           9L, 10L, 11L, 12L, 13L, 14L, 15L,
                                           16L, 17L, 18L, 19L, 20L));
  printf("%u\n", Dig(2000, 1));
  printf("%llx\n", (unsigned long long)Sum(20, -1L, -2L, 3L, 4L, 5L, 6L, 7L, 8L,
                                           9L, 10L, 11L, 12L, 13L, 14L, 15L,
                                           16L, 17L, 18L, 19L, -20L));
  return 0;
}
