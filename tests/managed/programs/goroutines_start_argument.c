// A goroutine's start: argument intact (heap struct), errno and locals of the
// creator intact, goroutines started from deep in a recursion and by each
// other.
#include <errno.h>

#include "common.h"
#include "pagurus.h"

typedef struct {
  int generation;
  uint64_t hash;
} Seed;

static int running;
static uint64_t results;

static void Child(void *argument);

NOINLINE static void Spawn(int depth, Seed *seed, int *p) {
  int local = *p + depth;
  if (depth) {
    Spawn(depth - 1, seed, &local);
  } else {
    running++;
    pag_go(Child, seed);
  }
  *p += local & 1;
}

static void Child(void *argument) {
  Seed *seed = argument;
  results += seed->hash ^ (uint64_t)seed->generation;
  if (seed->generation < 6) {
    for (int i = 0; i < 2; i++) {
      Seed *next = malloc(sizeof *next);
      *next = (Seed){seed->generation + 1, Mix(seed->hash, (uint64_t)i)};
      int x = i;
      Spawn(seed->generation * 15, next, &x);
      results += (uint64_t)x;
      if (i) pag_yield();
    }
  }
  free(seed);
  running--;
}

int main(void) {
  Seed *seed = malloc(sizeof *seed);
  *seed = (Seed){0, 42};
  int x = 1;
  errno = 0;
  Spawn(100, seed, &x);
  while (running) pag_yield();
  printf("%llx %d %d\n", (unsigned long long)results, x, errno);
  return 0;
}
