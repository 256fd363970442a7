// go#27518: a fault makes a pointer live again.  On the main path `spare` is
// dead as soon as `setjmp` has returned 0; the handler of a real fault, many
// frames further down, jumps back to where it is the only one that is used.
#include <setjmp.h>
#include <signal.h>

#include "common.h"

static sigjmp_buf env;
static long *volatile nowhere;

static void OnFault(int sig) {
  (void)sig;
  siglongjmp(env, (int)(Dig(3, 1) & 1) + 1);
}

NOINLINE static long Fault(int depth) {
  volatile char pad[48];
  pad[depth % 48] = (char)depth;
  if (depth == 0) return *nowhere;
  return Fault(depth - 1) + pad[depth % 48];
}

NOINLINE static long Sum(const long *p, int n) {
  long sum = (long)(Dig(4, 7) & 0);
  for (int i = 0; i < n; i++) sum = sum * 3 + p[i];
  return sum;
}

NOINLINE static long Round(int depth, long *result) {
  long main_path[4] = {depth, 1, 2, 3};
  long handler_path[4] = {depth * 7, 5, 6, 7};
  long *spare = handler_path + (Opaque(depth) & 1);
  if (sigsetjmp(env, 1) == 0) {
    long *own = main_path + (Opaque(depth) & 1);
    *result = Sum(own, 3);
    *result += Fault(depth) + Sum(own, 2);
    return -1;
  }
  spare[1] += 100;
  return Sum(spare, 3) + Sum(handler_path, 4);
}

int main(void) {
  struct sigaction action = {0};
  action.sa_handler = OnFault;
  sigaction(SIGSEGV, &action, NULL);
  for (int depth = 0; depth < 60; depth += 7) {
    long result = 0;
    long value = Round(depth, &result);
    printf("%d %ld %ld\n", depth, result, value);
  }
  return 0;
}
