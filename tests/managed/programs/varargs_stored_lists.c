// A va_list inside a struct on the heap, in an array, in a static variable,
// used by functions that got it through a pointer; started twice; never ended
// early.
#include <stdarg.h>

#include "common.h"

typedef struct {
  int taken;
  va_list ap;
} Reader;

static Reader *current;

NOINLINE static int Take(Reader *r) {
  Dig(10, 1);
  r->taken++;
  return va_arg(r->ap, int);
}
NOINLINE static double TakeReal(void) {
  Dig(15, 1);
  current->taken++;
  return va_arg(current->ap, double);
}
NOINLINE static long Read(int depth, int n, ...) {
  Reader *heap = malloc(sizeof *heap);
  heap->taken = 0;
  va_start(heap->ap, n);
  Reader *old = current;
  current = heap;
  long sum = 0;
  for (int i = 0; i < n; i++)
    sum = sum * 3 % 100003 + Take(heap) + (long)TakeReal();
  if (depth)
    sum += Read(depth - 1, 4, depth, 1.5, depth + 1, 2.5, 3, 3.5, 4, 4.5);
  va_end(heap->ap);
  va_list lists[3];
  va_start(lists[0], n);
  va_copy(lists[2], lists[0]);
  if (n) sum += va_arg(lists[2], int);
  va_copy(lists[1], lists[2]);
  if (n) sum += (long)va_arg(lists[1], double) + (long)va_arg(lists[2], double);
  for (int i = 0; i < 3; i++) va_end(lists[i]);
  sum += heap->taken;
  current = old;
  free(heap);
  return sum;
}

int main(void) {
  printf("%ld\n", Read(0, 0));
  printf("%ld\n", Read(100, 3, 1, 2.0, 3, 4.0, 5, 6.0));
  printf("%ld\n", Read(30, 9, 1, 1., 2, 2., 3, 3., 4, 4., 5, 5., 6, 6., 7, 7.,
                       8, 8., 9, 9.));
  return 0;
}
