// a[i+k] where the optimiser hoists a+k, an address far outside the object (and
// outside the whole stack), across a call that moves the stack.
#include "common.h"

NOINLINE static int Touch(int *p, int k) {
  *p += k;
  return (int)(Dig(1, 1) & 1) + *p;
}

NOINLINE static unsigned long Ahead(int *a, long base, int n) {
  unsigned long sum = 0;
  // i runs from -base: a[i + base] invites &a[base] + i.
  for (long i = -base; i < n - base; i++)
    sum = sum * 3 + (unsigned)Touch(&a[i + base], 1);
  return sum;
}
NOINLINE static unsigned long Behind(int *a, long base, int n) {
  unsigned long sum = 0;
  for (long i = base; i < base + n; i++) {
    sum = sum * 3 + a[i - base];
    Touch(&a[i - base], (int)(i & 3));
    sum += a[(n - 1) - (i - base)];
  }
  return sum;
}
NOINLINE static unsigned long Constant(int *a, int n) {
  unsigned long sum = 0;
  for (long i = 100000; i < 100000 + n; i++)
    sum = sum * 5 + Touch(&a[i - 100000], 2);
  for (long i = -100000; i < -100000 + n; i += 2)
    sum = sum * 5 + Touch(&a[i + 100000], 3);
  return sum;
}
NOINLINE static unsigned long Strided(char *a, long rows, long columns,
                                      long skip) {
  unsigned long sum = 0;
  for (long r = skip; r < rows + skip; r++)
    for (long c = skip; c < columns + skip; c++) {
      a[(r - skip) * columns + c - skip] += (char)(Dig(1, (unsigned)c) & 1);
      sum += a[(r - skip) * columns + c - skip];
    }
  return sum;
}
NOINLINE static unsigned long Two(long *a, long *b, long offset, int n) {
  unsigned long sum = 0;
  for (long i = 0; i < n; i++) {
    long *pa = &a[(i + offset) - offset];
    long *pb = &b[(i ^ 1) + offset - offset];
    *pa += (long)(Dig(1, 1) & 1);
    sum += *pa * 3 + *pb;
    *pb += i;
  }
  return sum;
}

NOINLINE static void Run(int depth) {
  int a[64];
  long x[32], y[32];
  char grid[15 * 17];
  for (int i = 0; i < 64; i++) a[i] = i * depth;
  for (int i = 0; i < 32; i++) x[i] = i, y[i] = -i;
  memset(grid, depth, sizeof grid);
  if (depth) Run(depth - 1);
  long far = Opaque(1L << 33);
  printf("%lu ", Ahead(a, Opaque(100000), 64));
  printf("%lu ", Ahead(a, far, 64));
  printf("%lu ", Behind(a, far, 64));
  printf("%lu ", Constant(a, 64));
  printf("%lu ", Strided(grid, 15, 17, Opaque(70000)));
  printf("%lu\n", Two(x, y, far, 32));
}

int main(void) {
  Run(6);
  printf("%u\n", Dig(500, 2));
  Run(0);
  return 0;
}
