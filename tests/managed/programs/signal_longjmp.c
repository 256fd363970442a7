// siglongjmp out of handlers: raised signals, a real null access, a division by
// zero, at many depths, over and over; the handler's own frames are abandoned.
#include <setjmp.h>
#include <signal.h>

#include "common.h"

static sigjmp_buf env;
static volatile sig_atomic_t caught;

NOINLINE static void Nested(int depth, int code) {
  volatile int pad[4] = {depth, code, 0, 0};
  if (depth == 0) siglongjmp(env, pad[1]);
  Nested(depth - 1, pad[1]);
  pad[2] = 1;
}
static void Handler(int number) {
  caught++;
  Nested(5, number);
}

NOINLINE static int Fault(int depth, int kind, int *p) {
  int local[4] = {*p, depth, kind, 0};
  if (depth) return Fault(depth - 1, kind, &local[depth & 3]) + local[1];
  switch (kind) {
    case 0:
      raise(SIGUSR1);
      break;
    case 1: {
      volatile int *volatile null = NULL;
      return *null;
    }
    case 2: {
      volatile int zero = 0;
      int result;
      // C leaves a division by zero undefined; the instruction does not.
      __asm__ volatile("movl $1, %%eax\n\tcltd\n\tidivl %1"
                       : "=&a"(result)
                       : "m"(zero)
                       : "edx", "cc");
      return result;
    }
  }
  return local[0];
}

int main(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = Handler;
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGFPE, &action, NULL);
  for (volatile int round = 0; round < 12; round++) {
    int seed = round;
    volatile int before = caught;
    int code = sigsetjmp(env, 1);
    if (code == 0)
      printf("no fault %d\n", Fault(round * 20, round % 3, &seed));
    else
      printf("%d %s %d\n", round,
             code == SIGUSR1   ? "usr1"
             : code == SIGSEGV ? "segv"
             : code == SIGFPE  ? "fpe"
                               : "?",
             caught - before);
  }
  printf("%u\n", Dig(500, 1));
  return 0;
}
