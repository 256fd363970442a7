// pag_goexit from the depth of a recursion with pinned and movable locals, and
// in between natural ends; stacks and arenas are used again by later ones.
#include "common.h"
#include "pagurus.h"

static int ended, wrong;
static uint64_t total;

NOINLINE static void Leave(int depth, int *outer, int n) {
  int mine = *outer + 1;
  unsigned char array[n];
  memset(array, depth, (size_t)n);
  if (depth % 5 == 0) pag_yield();
  if (depth == 0) {
    total += (uint64_t)mine;
    ended++;
    pag_goexit();
  }
  Leave(depth - 1, &mine, n + 1);
  wrong++;
  *outer += array[0];
}

static void Worker(void *argument) {
  int depth = (int)(intptr_t)argument;
  int zero = 0;
  if (depth % 4) {
    Leave(depth, &zero, 5);
    wrong++;
  }
  total += Dig((unsigned)depth, 1);
  ended++;
}

int main(void) {
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < 20; i++)
      pag_go(Worker, (void *)(intptr_t)(i * 5 + round));
    while (ended < (round + 1) * 20) pag_yield();
  }
  printf("%d %d %llu\n", ended, wrong, (unsigned long long)total);
  return 0;
}
