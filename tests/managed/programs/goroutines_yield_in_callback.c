// pag_yield and pag_go from a comparator that native code called: the goroutine
// cannot be parked there, the sort must go on and end right; the goroutine
// started inside runs later.
#include "common.h"
#include "pagurus.h"

static int started, finished;

static void Worker(void *argument) {
  int *p = argument;
  *p += (int)(Dig(100, 1) & 0) + 1;
  finished++;
  free(p);
}

static int Compare(const void *a, const void *b) {
  pag_yield();
  if (started < 5) {
    started++;
    pag_go(Worker, calloc(1, sizeof(int)));
  }
  return *(const int *)a - *(const int *)b;
}

NOINLINE static unsigned Sort(int depth) {
  int data[30];
  for (int i = 0; i < 30; i++) data[i] = (i * 17) % 30;
  if (depth) {
    unsigned r = Sort(depth - 1);
    return r * 3 + (unsigned)data[depth % 30];
  }
  qsort(data, 30, sizeof(int), Compare);
  unsigned hash = 0;
  for (int i = 0; i < 30; i++) hash = hash * 3 + (unsigned)data[i];
  return hash;
}

int main(void) {
  printf("%u\n", Sort(60));
  while (finished < started) pag_yield();
  printf("%d %d\n", started, finished);
  return 0;
}
