// A program's own names that a runtime might like to have: all must link, and
// mean what the program says.
#include "common.h"

int g = 1, m = 2, p = 3, sched = 4, current = 5, stats = 6, stack = 7,
    arena = 8;
int guard = 9, switches = 10, main_g = 11, runtime = 12, frames = 13,
    modules = 14;
NOINLINE int newstack(int *x) { return ++*x; }
NOINLINE int copystack(int *x) { return newstack(x) + 1; }
NOINLINE int morestack(int *x) { return copystack(x) + 1; }
NOINLINE int gogo(int *x) { return morestack(x) + 1; }
NOINLINE int gosave(int *x) { return gogo(x) + 1; }
NOINLINE int mcall(int *x) { return gosave(x) + 1; }
NOINLINE int systemstack(int *x) { return mcall(x) + 1; }
NOINLINE int schedule(int *x) { return systemstack(x) + 1; }
NOINLINE int park(int *x) { return schedule(x) + 1; }
NOINLINE int ready(int *x) { return park(x) + 1; }
NOINLINE int yield(int *x) { return ready(x) + 1; }
NOINLINE int go(int *x) { return yield(x) + 1; }
NOINLINE int goexit(int *x) { return go(x) + 1; }
NOINLINE int panic(int *x) { return goexit(x) + 1; }
NOINLINE int fatal(int *x) { return panic(x) + 1; }
NOINLINE int traceback(int *x) { return fatal(x) + 1; }
NOINLINE int init(int *x) { return traceback(x) + 1; }
NOINLINE int start(int *x) { return init(x) + 1; }
NOINLINE int stackalloc(int *x) { return start(x) + 1; }
NOINLINE int findfunc(int *x) { return stackalloc(x) + 1; }
NOINLINE int lookup(int *x) { return findfunc(x) + 1; }
NOINLINE int pagurus(int *x) { return lookup(x) + 1; }
NOINLINE int print(int *x) { return pagurus(x) + 1; }
NOINLINE int die(int *x) { return print(x) + 1; }

int main(void) {
  int x = 0;
  printf("%d %d\n", die(&x),
         g + m + p + sched + current + stats + stack + arena + guard +
             switches + main_g + runtime + frames + modules);
  printf("%d %u\n", x, Dig(400, 1));
  return 0;
}
