// OPT: -Oz
// Optimised for size, x86 code loads a small constant by a push and a pop and
// pushes arguments, which SP at a call must not show (I3).  Found in Jim Tcl.
#include <stdio.h>

#include "common.h"

typedef struct {
  long words[5];
} Block;

NOINLINE static long many(int a, int b, int c, int d, int e, int f, int g,
                          int h, long* total) {
  *total += a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
  return *total;
}

NOINLINE static long by_value(Block block, long* total) {
  for (int i = 0; i < 5; i++) *total += block.words[i] * (i + 1);
  return *total;
}

NOINLINE static void descend(int depth, long* above) {
  long here = depth;
  Block block = {{depth, 1, 2, 3, 4}};
  if (depth > 0) descend(depth - 1, &here);
  many(1, 2, 3, 4, 5, 6, 7, 8, &here);
  by_value(block, &here);
  *above += here;
}

int main(void) {
  long total = 0;
  descend(300, &total);
  printf("%ld\n", total);
}
