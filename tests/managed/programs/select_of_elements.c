// A choice between elements of two arrays, at different distances from their
// beginnings, kept over calls that move the stack: bases and distances must be
// chosen alike.
#include "common.h"

NOINLINE static unsigned long Choose(long *a, long *b, int which, int depth) {
  long *p = which ? a + 3 : b + 5;
  long *q = depth & 1 ? p + 1 : a;
  unsigned long below =
      depth ? Choose(b, a, which ^ (depth % 3 == 0), depth - 1) : 0;
  *p += depth;
  (void)Dig(depth % 7, 1);
  *q += (long)(below & 3);
  return below * 3 + (unsigned long)(*p + *q);
}

int main(void) {
  long a[8], b[8];
  for (int i = 0; i < 8; i++) a[i] = i * 10, b[i] = 1000 + i;
  unsigned long sum = Choose(a, b, 1, 300);
  printf("%lu\n", sum);
  for (int i = 0; i < 8; i++) printf("%ld %ld\n", a[i], b[i]);
  return 0;
}
