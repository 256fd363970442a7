// longjmp out of a comparator that native qsort called: over native frames,
// back to managed code on the goroutine stack, many times (the transition chain
// must be what it was at the setjmp).
#include <setjmp.h>

#include "common.h"

static jmp_buf env;
static int calls, limit;

static int Compare(const void *a, const void *b) {
  if (++calls == limit) longjmp(env, limit);
  int x = *(const int *)a, y = *(const int *)b;
  Dig(3, (unsigned)x);
  return (x > y) - (x < y);
}

static int CompareOuter(const void *a, const void *b) {
  // A second native sort inside the first one's callback.
  int small[5] = {5, 3, *(const int *)a & 7, 1, *(const int *)b & 7};
  qsort(small, 5, sizeof(int), Compare);
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}

NOINLINE static void Sort(int depth, int *data, int n, int nested) {
  volatile char pad[100];
  pad[depth % 100] = 1;
  if (depth)
    Sort(depth - 1, data, n, nested);
  else
    qsort(data, (size_t)n, sizeof(int), nested ? CompareOuter : Compare);
  pad[0] = 1;
}

int main(void) {
  for (volatile int nested = 0; nested < 2; nested++) {
    for (volatile int k = 1; k < 60; k += 7) {
      int data[40];
      volatile int caught = 0;
      calls = 0;
      limit = k * (nested ? 30 : 3);
      int code = setjmp(env);
      if (code == 0) {
        for (int i = 0; i < 40; i++) data[i] = (i * 37) % 41;
        Sort(k, data, 40, nested);
      } else {
        caught = code;
      }
      // Managed code below the jump's target works as before.
      unsigned check = Dig((unsigned)(k * 10), 3);
      printf("%d %d caught %d calls %d %u\n", nested, k, caught, calls, check);
    }
  }
  return 0;
}
