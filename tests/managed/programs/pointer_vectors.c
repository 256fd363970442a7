// Loops that the vectoriser likes: arrays of pointers to locals, gathers
// through index tables, structs of two pointers stored at once, reductions over
// a local.
#include "common.h"

typedef struct {
  int *a, *b;
} Two;

NOINLINE static long Sum(Two *t, int n) {
  long sum = 0;
  for (int i = 0; i < n; i++)
    sum += *t[i].a * 2 - *t[i].b + (long)(Dig(1, 1) & 0);
  return sum;
}
NOINLINE static void Shift(int *p, const int *q, int n) {
  for (int i = 0; i < n; i++) p[i] += q[n - 1 - i] * 3;
}
NOINLINE static int Max(const int *p, int n) {
  int m = p[0];
  for (int i = 1; i < n; i++) m = p[i] > m ? p[i] : m;
  return m;
}

NOINLINE static long Level(int depth, int *outer) {
  int a[64], b[64], index[64], *pointers[64];
  Two twos[16];
  for (int i = 0; i < 64; i++) {
    a[i] = i * depth + outer[i & 7];
    b[i] = i ^ depth;
    index[i] = (i * 37) & 63;
    pointers[i] = &a[(i * 5) & 63];
  }
  for (int i = 0; i < 16; i++) twos[i] = (Two){&a[i], &b[63 - i]};
  Shift(a, b, 64);
  long sum = depth ? Level(depth - 1, a + 8) & 0xffff : 3;
  for (int i = 0; i < 64; i++) sum += *pointers[i] * b[index[i]];
  sum += Sum(twos, 16) + Max(a, 64);
  for (int i = 0; i < 8; i++) outer[i] += a[i] & 1;
  return sum;
}

int main(void) {
  int outer[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  printf("%ld ", Level(60, outer));
  printf("%d\n", outer[0] + outer[7]);
  return 0;
}
