// OPT: -O0
// A function of more than a megabyte of code with more than a thousand
// safepoints: sizes that do not fit the short frame record.
#include "common.h"

NOINLINE static unsigned Add(unsigned *p, unsigned a, unsigned b, unsigned c) {
  *p = *p * 31 + a + b * 3 + c * 5;
  return *p;
}
#define S1(n)                                                         \
  x = Add(p, x, n + (unsigned)depth, x ^ n) + Add(q, *p, n, x >> 3) + \
      y[(n) & 7];                                                     \
  y[x & 7] ^= Add(&x, n, *q, y[3]);
#define S4(n) S1(n) S1(n + 1) S1(n + 2) S1(n + 3)
#define S16(n) S4(n) S4(n + 4) S4(n + 8) S4(n + 12)
#define S64(n) S16(n) S16(n + 16) S16(n + 32) S16(n + 48)
#define S256(n) S64(n) S64(n + 64) S64(n + 128) S64(n + 192)

NOINLINE static unsigned Huge(int depth, unsigned *p) {
  unsigned x = 1, y[8] = {1, 2, 3, 4, 5, 6, 7, 8}, mine = *p;
  unsigned *q = &mine;
  S256(0)
  if (depth) x += Huge(depth - 1, q);
  __asm__ volatile(".skip 1100000, 0x90");  // LLVM takes minutes for as much C
  S256(10000)
  return x + y[5] + *q;
}

int main(void) {
  unsigned seed = 7;
  printf("%u %u\n", Huge(3, &seed), Dig(300, 1));
  printf("%u\n", seed);
  return 0;
}
