// glibc's backtrace walks from native code through the gate into managed frames
// and back: below, in between and in callbacks.
#include <execinfo.h>

#include "common.h"

static int in_callback;

NOINLINE static int Depth(void) {
  void *frames[64];
  return backtrace(frames, 64);
}
NOINLINE static int Recurse(int depth, int *p) {
  int mine = *p;
  int r = depth ? Recurse(depth - 1, &mine) : Depth();
  return r + (mine - *p);
}
static int Compare(const void *a, const void *b) {
  int zero = 0;
  if (!in_callback) in_callback = Recurse(80, &zero);
  return *(const int *)a - *(const int *)b;
}
NOINLINE static int Sort(int depth, int *p) {
  int data[4] = {4, 3, 2, 1}, mine = *p;
  if (depth) return Sort(depth - 1, &mine) + (mine - *p);
  qsort(data, 4, sizeof(int), Compare);
  return data[0];
}

int main(void) {
  int zero = 0;
  printf("%d\n", Recurse(100, &zero));
  printf("%d\n", Sort(50, &zero));
  printf("%d\n", in_callback);
  printf("%d %u\n", Recurse(1000, &zero), Dig(100, 1));
  return 0;
}
