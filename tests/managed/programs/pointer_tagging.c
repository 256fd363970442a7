// Locals' addresses as integers: tag bits, alignment tests, XOR lists, hashing
// modulo, round trips through uintptr_t; these locals have to be pinned.
#include "common.h"

typedef struct {
  _Alignas(16) int value;
} Cell;

NOINLINE static uintptr_t Tag(Cell *c, unsigned tag) {
  return (uintptr_t)c | tag;
}
NOINLINE static int Untag(uintptr_t t) {
  Dig(2, 1);
  return ((Cell *)(t & ~(uintptr_t)15))->value * 16 + (int)(t & 15);
}

NOINLINE static long Xor(int n) {
  Cell cells[12];
  uintptr_t link[12];
  for (int i = 0; i < n; i++) {
    cells[i].value = i * i;
    link[i] = (i ? (uintptr_t)&cells[i - 1] : 0) ^
              (i + 1 < n ? (uintptr_t)&cells[i + 1] : 0);
  }
  long sum = 0;
  uintptr_t before = 0, here = (uintptr_t)&cells[0];
  while (here) {
    sum = sum * 3 + ((Cell *)here)->value;
    Dig(3, 1);
    long index = (Cell *)here - cells;
    uintptr_t next = link[index] ^ before;
    before = here;
    here = next;
  }
  return sum;
}
NOINLINE static int Aligned(const void *p) { return ((uintptr_t)p & 15) == 0; }
NOINLINE static int Tests(int depth) {
  Cell c = {depth};
  long l = depth;
  int r = Aligned(&c) + (((uintptr_t)&l & 7) == 0);
  if (depth) r += Tests(depth - 1);
  return r + ((uintptr_t)&c % 16 == 0);
}
NOINLINE static int RoundTrip(int depth, uintptr_t outer) {
  int mine = depth;
  volatile uintptr_t hidden = (uintptr_t)&mine ^ 0x5555;
  int r = depth ? RoundTrip(depth - 1, hidden ^ 0x5555) : 0;
  *(int *)outer += mine;
  return r + *(int *)outer;
}

int main(void) {
  Cell c = {9};
  uintptr_t t = Tag(&c, 5);
  Dig(300, 1);
  printf("%d\n", Untag(t));
  printf("%ld\n", Xor(12));
  printf("%d\n", Tests(200));
  int x = 3;
  printf("%d ", RoundTrip(100, (uintptr_t)&x));
  printf("%d\n", x);
  return 0;
}
