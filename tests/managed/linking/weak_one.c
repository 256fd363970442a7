// One of several weak definitions with frames of different sizes.
#include "../programs/common.h"

__attribute__((weak, noinline)) int Chosen(int depth, int *p, int kind) {
  volatile int pad[10];
  pad[depth % 10] = depth;
  int mine = *p + pad[depth % 10];
  int r = depth ? Chosen(depth - 1, &mine, kind) : 0;
  *p += (mine & 3) + 10;
  return (r) % 100003 + 1;
}

int From_one(int depth, int *p) { return Chosen(depth, p, 7) + *p % 10; }
