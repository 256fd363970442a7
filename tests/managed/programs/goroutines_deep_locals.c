// Several goroutines in deep recursion at once, interleaved by yields at every
// level, with pointers to locals of all their frames live across the yields.
#include "common.h"
#include "pagurus.h"

enum { kWorkers = 6 };
static int done;
static uint64_t hashes[kWorkers];

NOINLINE static void Bump(int *p) { *p += 1; }

NOINLINE static uint64_t Deep(int depth, int *outer, int id) {
  int mine = depth * (id + 1);
  int array[5] = {mine, id, depth, *outer, 0};
  int *cursor = &array[depth % 5];
  if (depth % (id + 2) == 0) pag_yield();
  Bump(cursor);
  uint64_t below = depth ? Deep(depth - 1, &mine, id) : 1;
  if (depth % (id + 3) == 0) pag_yield();
  Bump(outer);
  *cursor += mine & 3;
  for (int i = 0; i < 5; i++) below = Mix(below, (uint64_t)array[i]);
  return below;
}

static void Worker(void *argument) {
  int id = (int)(intptr_t)argument;
  int seed = id;
  for (int round = 1; round < 5; round++) {
    hashes[id] = Mix(hashes[id], Deep(30 * round * (id + 1) / 2, &seed, id));
    hashes[id] = Mix(hashes[id], (uint64_t)seed);
  }
  done++;
}

int main(void) {
  int local = 3;
  int *p = &local;
  for (int i = 0; i < kWorkers; i++) pag_go(Worker, (void *)(intptr_t)i);
  uint64_t mine = Deep(200, p, 9);
  while (done < kWorkers) {
    pag_yield();
    *p |= 1;
  }
  printf("%llx %d\n", (unsigned long long)mine, *p);
  for (int i = 0; i < kWorkers; i++)
    printf("%llx\n", (unsigned long long)hashes[i]);
  return 0;
}
