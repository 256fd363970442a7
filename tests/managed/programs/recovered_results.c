// go#18860, go#16095, go#19078: results after a recovery.  A function returns a
// large struct, or a value through its address, although the call that should
// have made it was cut short; arguments whose address was taken still have the
// value of the last assignment before the cut.
#include <setjmp.h>

#include "common.h"

typedef struct {
  long v[12];
} Big;

static jmp_buf *handler;

NOINLINE static void Fail(int depth) {
  volatile char pad[64];
  pad[depth % 64] = 1;
  if (depth == 0) longjmp(*handler, 3);
  Fail(depth - 1);
  pad[0] = 2;
}

NOINLINE static Big Make(long seed, int fails) {
  Big big;
  for (int i = 0; i < 12; i++) big.v[i] = seed + i;
  if (fails) Fail(fails);
  return big;
}

NOINLINE static void Touch(volatile long *p, long by) {
  *p += by + (Dig(3, 1) & 0);
}

// `argument` has its address taken; `result` is returned on either path.
NOINLINE static Big Recover(volatile long argument, int fails) {
  volatile Big result = {{0}};
  jmp_buf own, *outer = handler;
  handler = &own;
  result.v[0] = argument;
  if (setjmp(own) == 0) {
    Touch(&argument, 1);
    Big made = Make(argument, fails);
    for (int i = 0; i < 12; i++) result.v[i] = made.v[i];
    Touch(&argument, 10);
  } else {
    Touch(&argument, 100);
    result.v[1] = argument;
  }
  handler = outer;
  result.v[11] += argument;
  return result;
}

NOINLINE static unsigned long Both(const Big *a, Big b) {
  unsigned long sum = 0;
  for (int i = 0; i < 12; i++)
    sum = sum * 5 + (unsigned long)(a->v[i] * 2 + b.v[i]);
  return sum;
}

NOINLINE static unsigned long Nest(int depth, int fails) {
  if (depth == 0) return 0;
  Big first = Recover(depth, fails);
  unsigned long below = Nest(depth - 1, fails ? 0 : depth);
  return below * 7 + Both(&first, Recover((long)(below & 15), fails));
}

int main(void) {
  for (int depth = 1; depth < 30; depth += 4) {
    printf("%d %lu %lu\n", depth, Nest(depth, 0), Nest(depth, depth));
  }
  return 0;
}
