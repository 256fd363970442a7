// Integers that happen to equal addresses of the stack are integers: they are
// stored in locals, arrays and struct members next to real pointers, and must
// come back unchanged after any number of moves (only homes are rewritten).
#include "common.h"

NOINLINE static int Check(int depth, uintptr_t *shadow, int n) {
  uintptr_t copy[16];
  uintptr_t base = shadow[0];
  for (int i = 0; i < n; i++) copy[i] = base + (uintptr_t)i * 8;
  int bad = 0;
  if (depth) bad += Check(depth - 1, copy, n);
  for (int i = 0; i < n; i++) {
    bad += copy[i] != base + (uintptr_t)i * 8;
    bad += shadow[i] != base + (uintptr_t)i * 8;
  }
  return bad;
}

int main(void) {
  // Some address of this stack, as a number: what it is now or once was.
  volatile char probe = 1;
  uintptr_t numbers[16];
  for (int round = 0; round < 4; round++) {
    uintptr_t here = ((uintptr_t)&probe) & ~(uintptr_t)7;
    uintptr_t guess = here - (uintptr_t)(round * 64);
    for (int i = 0; i < 16; i++) numbers[i] = guess + (uintptr_t)i * 8;
    printf("%d ", Check(50 + round * 60, numbers, 16));
  }
  printf("%d\n", probe);
  return 0;
}
