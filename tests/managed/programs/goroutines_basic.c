// Goroutines that yield to each other, with results through shared memory.
#include "common.h"
#include "pagurus.h"

static int done;
static long results[8];

static void Worker(void *argument) {
  long id = (long)(intptr_t)argument;
  long sum = 0;
  for (int i = 0; i < 20; i++) {
    sum = sum * 3 + i * id;
    pag_yield();
  }
  results[id] = sum;
  done++;
}

static void Parent(void *argument) {
  int *count = argument;
  for (long i = 4; i < 8; i++) pag_go(Worker, (void *)(intptr_t)i);
  pag_yield();
  ++*count;
  done++;
}

int main(void) {
  static int parents;
  for (long i = 0; i < 4; i++) pag_go(Worker, (void *)(intptr_t)i);
  pag_go(Parent, &parents);
  while (done < 9) pag_yield();
  for (int i = 0; i < 8; i++) printf("%ld\n", results[i]);
  printf("%d %u\n", parents, Dig(500, 1));
  return 0;
}
