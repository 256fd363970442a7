// One of several weak definitions with frames of different sizes.
#include "../programs/common.h"

__attribute__((weak, noinline)) int Chosen(int depth, int *p, int kind) {
  volatile int pad[1000];
  pad[depth % 1000] = depth;
  int mine = *p + pad[depth % 1000];
  int r = depth ? Chosen(depth - 1, &mine, kind) : 0;
  *p += (mine & 3) + 1000;
  return (r * 2) % 100003 + 1;
}

int From_three(int depth, int *p) { return Chosen(depth, p, 7) + *p % 10; }
