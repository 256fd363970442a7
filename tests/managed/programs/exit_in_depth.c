// exit() from the bottom of a recursion inside a native callback: handlers run,
// output is flushed, the status arrives.
#include "common.h"

static int left = 50;

static void Handler(void) { printf("handler %u\n", Dig(100, 4)); }

NOINLINE static void Leave(int depth, int *p) {
  int local = *p + 1;
  if (depth == 0) exit(local & 0x7f);
  Leave(depth - 1, &local);
  printf("never %d\n", local);
}

static int Compare(const void *a, const void *b) {
  int zero = 0;
  if (--left == 0) Leave(300, &zero);
  return *(const int *)a - *(const int *)b;
}

NOINLINE static void Sort(int depth) {
  int data[32];
  for (int i = 0; i < 32; i++) data[i] = (i * 11) % 32;
  if (depth) Sort(depth - 1);
  qsort(data, 32, sizeof(int), Compare);
}

int main(void) {
  atexit(Handler);
  printf("start\n");
  Sort(250);
  printf("not reached\n");
  return 1;
}
