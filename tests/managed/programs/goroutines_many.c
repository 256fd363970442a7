// A thousand goroutines in waves: stacks are allocated, grown, freed and used
// again; each checks that its own locals are its own.
#include "common.h"
#include "pagurus.h"

static int alive, finished, wrong;
static uint64_t total;

NOINLINE static int Nest(int depth, int tag) {
  int marks[6];
  for (int i = 0; i < 6; i++) marks[i] = tag * 10 + i;
  int below = depth ? Nest(depth - 1, tag) : 0;
  if (depth == 2) pag_yield();
  for (int i = 0; i < 6; i++)
    if (marks[i] != tag * 10 + i) wrong++;
  return below + marks[depth % 6];
}

static void Worker(void *argument) {
  int tag = (int)(intptr_t)argument;
  total += (uint64_t)Nest(tag % 37, tag);
  pag_yield();
  total += (uint64_t)Nest(tag % 5, tag);
  alive--;
  finished++;
}

int main(void) {
  int tag = 0;
  for (int wave = 0; wave < 20; wave++) {
    for (int i = 0; i < 50; i++) {
      alive++;
      pag_go(Worker, (void *)(intptr_t)tag++);
    }
    while (alive > wave % 3 * 10) pag_yield();
  }
  while (alive) pag_yield();
  printf("%d %d %llu\n", finished, wrong, (unsigned long long)total);
  return 0;
}
