// A recursion that passes through native code at every level: managed frames on
// both stacks, and pointers to locals of the goroutine's stack (pinned) used by
// the frames on the system stack.
#include "common.h"

typedef struct {
  int depth;
  unsigned long *sum;
} Context;

static unsigned long *outermost;

static int Descend(const void *key, const void *element) {
  Context context = *(const Context *)key;
  unsigned long local = (unsigned long)context.depth;
  (void)element;
  *context.sum += local;
  if (context.depth > 0) {
    Context next = {context.depth - 1, &local};
    char one = 0;
    bsearch(&next, &one, 1, 1, Descend);
    *context.sum += local * 3 + (Dig(20, 1) & 1);
  } else {
    *outermost += 1000;
  }
  return 0;
}

NOINLINE static unsigned long Grow(int depth, int native) {
  unsigned long sum = (unsigned long)depth;
  unsigned long noise[8];
  for (int i = 0; i < 8; i++) noise[i] = (unsigned long)(depth * i);
  if (depth) {
    sum += Grow(depth - 1, native) & 0xffff;
  } else {
    outermost = &sum;
    Context context = {native, &sum};
    char one = 0;
    bsearch(&context, &one, 1, 1, Descend);
  }
  return sum + noise[depth & 7];
}

int main(void) {
  printf("%lu\n", Grow(0, 1));
  printf("%lu\n", Grow(10, 10));
  printf("%lu\n", Grow(500, 40));
  return 0;
}
