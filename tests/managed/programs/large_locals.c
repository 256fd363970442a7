// Frames of 100 KB: many doublings in one check; both movable (only indexed)
// and pinned (address published) arrays.
#include "common.h"

static unsigned char *published;

NOINLINE static unsigned Movable(int depth, unsigned seed) {
  unsigned char big[100000];
  for (int i = 0; i < 100000; i += 997) big[i] = (unsigned char)(seed + i);
  unsigned below = depth ? Movable(depth - 1, seed * 5 + 1) : seed;
  unsigned sum = below;
  for (int i = 0; i < 100000; i += 997) sum = sum * 3 + big[i];
  return sum;
}

NOINLINE static unsigned Pinned(int depth, unsigned seed) {
  unsigned char big[100000];
  published = big;
  for (int i = 0; i < 100000; i += 997) big[i] = (unsigned char)(seed + i);
  published[500] = 3;
  unsigned below = depth ? Pinned(depth - 1, seed * 5 + 1) : seed;
  unsigned sum = below + big[500];
  for (int i = 0; i < 100000; i += 997) sum = sum * 3 + big[i];
  return sum;
}

NOINLINE static unsigned OneHuge(unsigned seed) {
  unsigned char huge[3 * 1024 * 1024];
  for (size_t i = 0; i < sizeof huge; i += 4096)
    huge[i] = (unsigned char)(seed + i / 4096);
  unsigned sum = Dig(3, seed);
  for (size_t i = 0; i < sizeof huge; i += 4096) sum = sum * 3 + huge[i];
  return sum;
}

int main(void) {
  printf("%u\n", Movable(0, 1));
  printf("%u\n", Movable(12, 2));
  printf("%u\n", Pinned(12, 3));
  printf("%u\n", OneHuge(4));
  printf("%u\n", Movable(20, 5));
  return 0;
}
