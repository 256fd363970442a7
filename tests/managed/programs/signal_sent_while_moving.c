// A real-time timer interrupts managed code wherever it happens to be: in
// prologues, gates, in the middle of a move.  The handler is managed C with
// locals.  The program's output must not depend on any of it.
#define _GNU_SOURCE
#include <signal.h>
#include <sys/time.h>

#include "common.h"

static volatile sig_atomic_t ticks;

NOINLINE static int Sub(int *p, int depth) {
  int local = *p + depth;
  return depth ? Sub(&local, depth - 1) : local;
}
static void OnAlarm(int number) {
  int zero = number;
  ticks += Sub(&zero, 5) > 0;
}

NOINLINE static unsigned Work(int depth, int *outer) {
  int mine[4] = {*outer, depth, 2, 3};
  char text[24];
  snprintf(text, sizeof text, "%d", depth);
  unsigned r = depth ? Work(depth - 1, mine + 1) : 7;
  *outer += mine[1] & 1;
  return r * 31 + (unsigned)mine[0] + (unsigned)text[0];
}

int main(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = OnAlarm;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, NULL);
  struct itimerval timer = {{0, 500}, {0, 500}};
  setitimer(ITIMER_REAL, &timer, NULL);
  unsigned hash = 0;
  int rounds = 0;
  while (rounds < 40 || ticks < 20) {
    int seed = 5;
    unsigned r = Work(150, &seed) + (unsigned)seed;
    if (rounds == 0) hash = r;
    if (r != hash) {
      printf("round %d differs\n", rounds);
      return 1;
    }
    rounds++;
  }
  memset(&timer, 0, sizeof timer);
  setitimer(ITIMER_REAL, &timer, NULL);
  printf("%u\n", hash);
  return 0;
}
