// SA_RESETHAND takes effect before the handler runs, also for a signal that the
// runtime uses itself (SIGURG preempts loops): a handler that sets itself again
// stays set, one that does not is called once.
#include <signal.h>

#include "common.h"
#include "pagurus.h"

static volatile int calls, again = 3;

static void Set(int sig);
static void Handler(int sig) {
  calls++;
  if (--again > 0) Set(sig);
}
static void Set(int sig) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = Handler;
  action.sa_flags = (int)SA_RESETHAND;
  sigaction(sig, &action, NULL);
}

static void Nothing(void *arg) { *(int *)arg = 1; }

int main(void) {
  int ran = 0;
  pag_go(Nothing, &ran);
  while (!ran) pag_yield();
  Set(SIGURG);
  for (int i = 0; i < 6; i++) raise(SIGURG);  // by default it is ignored
  struct sigaction action;
  sigaction(SIGURG, NULL, &action);
  printf("%d %d %u\n", calls, action.sa_handler == SIG_DFL, Dig(100, 1));
  return 0;
}
