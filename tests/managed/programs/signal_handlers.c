// Handlers written in C: raise() from deep recursion, handlers that recurse and
// use locals, nested signals, sigaction with SA_SIGINFO, and blocking.
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

#include "common.h"

static volatile sig_atomic_t hits, nested;
static volatile unsigned checksum;

NOINLINE static unsigned InHandler(int depth, unsigned *p) {
  unsigned local = *p * 3 + (unsigned)depth;
  if (depth) return InHandler(depth - 1, &local) + 1;
  return local;
}

static void OnUsr1(int number) {
  unsigned seed = (unsigned)number;
  hits++;
  checksum += InHandler(20, &seed);
}
static void OnUsr2(int number, siginfo_t *info, void *context) {
  (void)context;
  nested += info->si_signo == number;
  raise(SIGUSR1);
}

NOINLINE static unsigned Deep(int depth, int *p) {
  int local = *p + depth;
  if (depth % 10 == 0) raise(depth % 20 ? SIGUSR1 : SIGUSR2);
  unsigned r = depth ? Deep(depth - 1, &local) : 1;
  return r * 3 + (unsigned)local;
}

int main(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  signal(SIGUSR1, OnUsr1);
  action.sa_sigaction = OnUsr2;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGUSR2, &action, NULL);
  int zero = 0;
  printf("%u\n", Deep(400, &zero));
  printf("%d %d %u\n", (int)hits, (int)nested, checksum);
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, &old);
  raise(SIGUSR1);
  int before = hits;
  sigprocmask(SIG_SETMASK, &old, NULL);
  printf("%d\n", (int)hits - before);
  struct sigaction previous;
  sigaction(SIGUSR1, NULL, &previous);
  printf("%d\n", previous.sa_handler == OnUsr1);
  printf("%d\n", signal(SIGUSR1, SIG_IGN) == OnUsr1);
  raise(SIGUSR1);
  printf("%d\n", (int)hits - before);
  return 0;
}
