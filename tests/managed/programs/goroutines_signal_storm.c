// Managed signal handlers interrupt the scheduler in the middle of what it does:
// their prologue checks, which fail when others want this thread's attention,
// must do none of the scheduler's work there.
// PROCS: 1 2 4
// STRESS: stressmove=20
#include <signal.h>
#include <sys/time.h>

#include "common.h"
#include "pagurus.h"

enum { kGoroutines = 12, kTurns = 2000 };

static int handled, done, wrong;
static pag_waitgroup group = PAG_INIT;

NOINLINE static int Depth(int n) { return n == 0 ? 0 : 1 + Depth(n - 1); }

static void Handler(int signal) {
  (void)signal;
  if (Depth(9) != 9) wrong = 1;
  __atomic_fetch_add(&handled, 1, __ATOMIC_RELAXED);
}

static void Turns(void *argument) {
  const int depth = (int)(intptr_t)argument;
  if (Dig(60, 1) == 0) wrong = 1;
  for (int i = 0; i < kTurns; i++) {
    if (Depth(depth) != depth) wrong = 1;
    pag_yield();
  }
  __atomic_fetch_add(&done, 1, __ATOMIC_RELAXED);
  pag_waitgroup_done(&group);
}

int main(void) {
  struct sigaction action = {0};
  action.sa_handler = Handler;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, NULL);
  struct itimerval often = {{0, 150}, {0, 150}};
  setitimer(ITIMER_REAL, &often, NULL);
  pag_waitgroup_add(&group, kGoroutines);
  for (int i = 0; i < kGoroutines; i++) pag_go(Turns, (void *)(intptr_t)(i * 7));
  pag_waitgroup_wait(&group);
  while (__atomic_load_n(&handled, __ATOMIC_RELAXED) == 0) pag_yield();
  struct itimerval never = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &never, NULL);
  printf("%d %d\n", done, wrong);
  return 0;
}
