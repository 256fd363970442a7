// One condition chooses between locals before a call and between others after
// it: the second address must not be computed beside the first.
#include "common.h"

typedef struct {
  unsigned x, y, arr[8];
} Rec;

NOINLINE static unsigned Step(int depth, Rec *p, unsigned *q) {
  unsigned mine = *q + 1;
  p->x += mine;
  p->arr[depth & 7] ^= *q;
  *q += 3;
  return depth ? Step(depth - 1, p, &mine) : p->y;
}

NOINLINE static unsigned Choose(int depth, unsigned k, Rec *p) {
  Rec a = {1}, b = {2}, c = {3}, d = {.y = k};
  unsigned o = 1, e = k;
  unsigned h = Step(3, k & 1 ? &a : &b, &o);
  *(k & 1 ? &c : &b) = a;
  h += Step(2, &c, k & 1 ? &o : &e);
  *(k & 1 ? p : &d) = *(k & 2 ? &a : &c);
  h = h * 31 + Step(4, k & 2 ? p : &b, k & 2 ? &e : &o);
  *(k & 2 ? &o : &e) += (k & 4 ? p : &a)->arr[k & 7];
  unsigned *q = k & 4 ? &a.y : k & 8 ? &p->x : &o;
  h = h * 31 +
      (depth ? Choose(depth - 1, k * 5 + 1, k & 1 ? &c : p) : Step(5, &d, q));
  *(k & 4 ? &e : q) += 7;
  return h * 31 + a.x + b.x * 3 + c.x * 5 + d.x * 7 + o + e + p->arr[2] + *q;
}

int main(void) {
  Rec r = {9, 8, {7, 6, 5}};
  unsigned hash = 0;
  for (unsigned k = 0; k < 16; k++) hash = hash * 3 + Choose((int)k * 2, k, &r);
  printf("%u %u\n", hash, r.x);
  printf("%u\n", Dig(300, 1));
  return 0;
}
