#include <stdarg.h>

#include "separate.h"

int Helper(int x) { return x * 2; }

long Alpha(int depth, long *out) {
  long mine = *out + depth;
  shared_counter += Helper(1);
  long below = depth ? Beta(depth - 1, &mine) : 1;
  *out += mine & 7;
  return below * 3 % 1000003 + mine;
}

long Variadic(int n, ...) {
  va_list ap;
  va_start(ap, n);
  long sum = 0, cell = n;
  for (int i = 0; i < n; i++) {
    sum = sum * 3 + va_arg(ap, long);
    Alpha(3, &cell);
  }
  va_end(ap);
  return sum + cell;
}

long (*const kHooks[2])(int, long *) = {Alpha, Beta};
