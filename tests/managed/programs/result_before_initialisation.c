// go#16249: the stack grows between a frame's start and the first store into
// its locals, which hold whatever the last frame there left: old stack
// addresses included.  Nothing may be read, nothing must confuse the mover.
#include "common.h"

NOINLINE static void Smear(int depth, void **p) {
  void *fill[40];
  for (int i = 0; i < 40; i++) fill[i] = &fill[(i * 7) % 40];
  __asm__ volatile("" : : "r"(fill) : "memory");
  if (depth) Smear(depth - 1, fill);
  if (p) p[0] = p[1];
}

typedef struct {
  int *p;
  long v[6];
} Result;

NOINLINE static Result Late(int depth, int *cell) {
  Result r;
  unsigned noise = Dig((unsigned)depth, 1);
  if (noise == 1) return (Result){NULL, {0}};
  r.p = cell;
  for (int i = 0; i < 6; i++) r.v[i] = *r.p + i;
  if (depth) {
    Result below = Late(depth - 1, &(int){depth});
    r.v[depth % 6] += below.v[0];
  }
  return r;
}

int main(void) {
  long sum = 0;
  for (int i = 0; i < 30; i += 3) {
    Smear(i, NULL);
    int cell = i;
    Result r = Late(i, &cell);
    sum = sum * 3 + r.v[i % 6] + *r.p;
  }
  printf("%ld\n", sum);
  printf("%u\n", Dig(500, 1));
  return 0;
}
