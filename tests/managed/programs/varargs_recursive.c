// A variadic function that calls itself, forwarding what it read, hundreds of
// levels deep; every level's list stays open until the levels below are done.
#include <stdarg.h>

#include "common.h"

NOINLINE static uint64_t Walk(int depth, const char *shape, ...) {
  va_list ap;
  va_start(ap, shape);
  long i = va_arg(ap, long);
  double d = va_arg(ap, double);
  uint64_t below = 0;
  if (depth)
    below = Walk(depth - 1, shape, i + depth, d * 0.5 + 1, &i, 1L, 2L, 3L, 4L,
                 (long)depth, 1.0, 2.0);
  // Read after the recursion: these arguments came on the stack.
  long *outer = va_arg(ap, long *);
  long sum = *outer;
  for (int k = 0; k < 5; k++) sum = sum * 3 + va_arg(ap, long);
  sum += (long)(va_arg(ap, double) * 8) + (long)(va_arg(ap, double) * 16);
  va_end(ap);
  *outer += 1;
  return Mix(below, (uint64_t)(sum + i)) + (uint64_t)(d * 1024);
}

int main(void) {
  long seed = 11;
  printf("%llx\n", (unsigned long long)Walk(600, "x", 1L, 2.0, &seed, 1L, 2L,
                                            3L, 4L, 5L, 6.0, 7.0));
  printf("%ld\n", seed);
  return 0;
}
