// Each level of a recursion has its own jmp_buf on the stack, linked to the
// outer one, as programs that imitate exceptions do; errors jump over 1 to n
// levels, are handled and raised again.
#include <setjmp.h>

#include "common.h"

typedef struct Handler {
  jmp_buf env;
  struct Handler *outer;
} Handler;

static Handler *top;
static int handled;

NOINLINE static void Raise(int code) {
  if (!top) {
    printf("uncaught %d\n", code);
    exit(3);
  }
  Handler *target = top;
  top = target->outer;
  longjmp(target->env, code);
}

NOINLINE static unsigned Level(int depth, unsigned state) {
  Handler here;
  volatile unsigned result = 0;
  unsigned locals[6];
  for (int i = 0; i < 6; i++) locals[i] = state * 17 + (unsigned)i;
  here.outer = top;
  top = &here;
  int code = setjmp(here.env);
  if (code == 0) {
    if (depth == 0) {
      Raise(40);
    } else {
      result = Level(depth - 1, locals[depth % 6]);
    }
    top = here.outer;
  } else {
    handled++;
    result = locals[code % 6] + (unsigned)code;
    if (code > 1 && depth % 3 == 0) Raise(code - 1);
  }
  return result * 3 + locals[(depth + 1) % 6];
}

int main(void) {
  Handler outer;
  outer.outer = NULL;
  for (volatile int depth = 1; depth < 260; depth = depth * 2 + 1) {
    top = &outer;
    if (setjmp(outer.env) == 0) {
      unsigned r = Level(depth, (unsigned)depth);
      printf("%d: %u handled %d\n", depth, r, handled);
    } else {
      printf("%d: reached the top, handled %d\n", depth, handled);
    }
  }
  return 0;
}
