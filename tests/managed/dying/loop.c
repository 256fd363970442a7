// A goroutine that was stopped in a loop without calls is shown where it was.
// PROCS: 1
//
// WAY: loop
// ENDS: signal 3
// SAYS: pagurus: SIGQUIT
// ANYWHERE: goroutine [0-9]+ \[runnable, locked to thread\]:
// ANYWHERE:   signal handler, which interrupted
// ANYWHERE:   Spins@spin
// ANYWHERE: created by main@go to run Outer
// ANYWHERE: goroutine 1 \[running, locked to thread\]:
// ANYWHERE:   main@quit
// NEVER: .*without a frame record.*
#include <signal.h>

#include "../programs/common.h"
#include "pagurus.h"

static volatile int stop, sink;

NOINLINE static int Spins(int n) {
  int i = n;
  while (!stop) i++;  // @spin
  return i;
}
static void Outer(void *unused) {
  (void)unused;
  sink = Spins((int)Dig(20, 1));  // @outer
}

int main(void) {
  pag_go(Outer, NULL);  // @go
  // Twice, so that it has begun, and been stopped.
  for (int i = 0; i < 2; i++) pag_sleep(20000000);
  sink = raise(SIGQUIT);  // @quit
  return 0;
}
