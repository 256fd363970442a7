/* Recursive quicksort of a local array, on a stack that moves under it.
 *
 *   ./pagurus run --stats examples/quicksort.c
 *   PAGURUS=stressmove=1 ./pagurus run --stats examples/quicksort.c
 *
 * main's array lives on a goroutine stack that starts at 1 KiB.  quicksort
 * receives pointers into it, and every one of them is rewritten whenever a
 * call further down needs a larger stack.  Nothing here knows about that.
 */
#include <stdio.h>

enum { kCount = 400 };

static void swap(int *a, int *b) {
  int t = *a;
  *a = *b;
  *b = t;
}

/* Sorts first..last.  No cleverness about the pivot: on sorted input it
 * recurses as deep as the array is long. */
static void quicksort(int *first, int *last) {
  if (first >= last) return;
  int pivot = *first;
  int *store = first;
  for (int *p = first + 1; p <= last; p++) {
    if (*p < pivot) swap(++store, p);
  }
  swap(first, store);
  quicksort(first, store - 1);
  quicksort(store + 1, last);
}

static int is_sorted(const int *a, int n) {
  for (int i = 1; i < n; i++) {
    if (a[i - 1] > a[i]) return 0;
  }
  return 1;
}

/* The same, `depth` frames further down: the array's frame is copied again
 * and again while the stack grows, and sorted at the bottom. */
static void sort_below(int depth, int *first, int *last) {
  volatile char frame[200];
  frame[0] = (char)depth;
  if (depth == 0) {
    quicksort(first, last);
  } else {
    sort_below(depth - 1, first, last);
  }
  frame[1] = frame[0]; /* keeps this frame alive during the call */
}

int main(void) {
  int a[kCount];
  unsigned x = 12345;
  for (int i = 0; i < kCount; i++) {
    x = x * 1103515245 + 12345;
    a[i] = (int)(x >> 16) % 1000;
  }
  quicksort(a, a + kCount - 1);
  printf("random:   %s, %d … %d\n", is_sorted(a, kCount) ? "sorted" : "WRONG",
         a[0], a[kCount - 1]);

  for (int i = 0; i < kCount; i++) a[i] = i;
  quicksort(a, a + kCount - 1);
  printf("worst:    %s\n", is_sorted(a, kCount) ? "sorted" : "WRONG");

  for (int i = 0; i < kCount; i++) a[i] = kCount - i;
  sort_below(2000, a, a + kCount - 1);
  printf("far down: %s\n", is_sorted(a, kCount) ? "sorted" : "WRONG");
  return !is_sorted(a, kCount);
}
