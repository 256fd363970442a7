// Addresses of locals as stack arguments (the seventh and later ones) in a
// function that calls setjmp: LLVM leaves a copy of SP in a register there and
// stores the arguments through it.
#include <setjmp.h>

#include "common.h"

NOINLINE static unsigned Seven(int depth, unsigned b, unsigned c, unsigned d,
                               unsigned e, unsigned f, unsigned *p,
                               unsigned *q) {
  if (depth > 0) return Seven(depth - 1, c, d, e, f, b, q, p) + *p * 3;
  *p += b + c;
  *q += d + e + f;
  return *p + *q;
}

NOINLINE static unsigned Run(int depth, unsigned *outer) {
  jmp_buf buffer;
  unsigned one = (unsigned)depth, row[8] = {1, 2, 3, one};
  volatile unsigned hash = 0, round = 0;
  if (setjmp(buffer) < 3) {
    for (unsigned i = 0; i < 3; i++)
      hash = hash * 5 + Seven(depth, i, 2, 3, 4, 5, outer, &row[i]);
    round = round + 1;
    if (round < 4) longjmp(buffer, (int)round);
  }
  return hash * 7 + Seven(depth, 1, 2, 3, 4, round, row + 3, &one) + one;
}

int main(void) {
  unsigned x = 7;
  for (int depth = 0; depth < 200; depth = depth * 3 + 1)
    printf("%u\n", Run(depth, &x));
  printf("%u\n", x);
}
