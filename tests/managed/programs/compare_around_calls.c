// Comparisons of pointers whose results are used only after calls: they may be
// moved there together with their operands, which are old by then.
#include "common.h"

NOINLINE static unsigned Step(int depth, unsigned *q) {
  unsigned mine = *q * 3 + 1;
  *q += 5;
  return depth ? Step(depth - 1, &mine) + *q : mine;
}
NOINLINE static unsigned Branch(int depth, unsigned *p) {
  unsigned r[8] = {1, 2, 3}, h = (unsigned)depth;
  if ((0u - (unsigned)(&r[depth & 7] == p)) & 1)
    for (unsigned i = 0; i < 4; i++) h = h * 7 + r[1];
  h = h * 31 + Step(3, r);
  return h;
}
NOINLINE static unsigned Later(int depth, unsigned *p, unsigned *q) {
  unsigned r[8] = {4, 5, 6}, h = (unsigned)depth;
  unsigned same = p == q, first = r == p, less = p < q;
  h = h * 31 + Step(2, r);
  h += (same ? 3 : h) + (first ? 5 : 7);
  h = h * 31 + Step(2, p);
  h ^= less ? *p : *q;
  unsigned between = q - p > 2 && p != r;
  h = h * 31 + (depth ? Later(depth - 1, depth & 1 ? p : q, q) : Step(1, q));
  return h + between + same * 2 + first * 4 + less * 8;
}
NOINLINE static unsigned Loop(int depth, unsigned *p, unsigned *end) {
  unsigned r[4] = {1}, h = 0;
  for (unsigned *s = p; s != end; s++) {
    unsigned at_start = s == p, middle = s - p == 2, own = s == r;
    h = h * 31 + Step(1, s);
    h += at_start * 3 + middle * 5 + own * 7;
  }
  return depth ? h + Loop(depth - 1, r, r + 4) : h;
}

int main(void) {
  unsigned cells[8] = {9, 8, 7, 6, 5, 4, 3, 2};
  unsigned hash = 0;
  for (int i = 0; i < 8; i++) {
    hash = hash * 3 + Branch(i, &cells[i]);
    hash = hash * 3 + Later(i * 8, cells, &cells[i]);
    hash = hash * 3 + Loop(i * 5, cells, &cells[i]);
  }
  printf("%u %u\n", hash, cells[3]);
  printf("%u\n", Dig(300, 1));
  return 0;
}
