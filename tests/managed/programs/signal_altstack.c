// A program with an alternate signal stack of its own.
#define _GNU_SOURCE
#include <signal.h>

#include "common.h"

static volatile sig_atomic_t hits;

NOINLINE static unsigned Deep(int depth, unsigned *p) {
  unsigned local = *p + (unsigned)depth;
  return depth ? Deep(depth - 1, &local) : local;
}
static void Handler(int number, siginfo_t *info, void *context) {
  unsigned seed = (unsigned)number;
  (void)context;
  hits += Deep(30, &seed) > 0 && info != NULL;
}
NOINLINE static unsigned Raise(int depth, unsigned *p) {
  unsigned local = *p;
  if (depth % 25 == 0) raise(SIGUSR1);
  return (depth ? Raise(depth - 1, &local) : 1) + local;
}

int main(void) {
  stack_t mine = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16}, old;
  printf("%d ", sigaltstack(&mine, NULL));
  printf("%d\n", sigaltstack(NULL, &old));
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = Handler;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGUSR1, &action, NULL);
  unsigned seed = 3;
  printf("%u ", Raise(300, &seed));
  printf("%d\n", (int)hits);
  return 0;
}
