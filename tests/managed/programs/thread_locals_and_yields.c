// Addresses of the thread behind a switch (docs/design.md, "Threads' own
// state"): errno goes with the goroutine, a thread-local variable belongs to
// the thread that runs it now.  Addresses that were computed before the switch
// are the other thread's.
#include <errno.h>
#include <pthread.h>

#include "common.h"
#include "pagurus.h"

static _Thread_local unsigned mine[4];
_Thread_local pthread_t here;

NOINLINE static unsigned Touch(unsigned n) {
  mine[n & 3] += n;
  here = pthread_self();
  unsigned h = Dig(30, n);
  pag_yield();
  // Both sides are read now, on one thread.
  if (!pthread_equal(here, pthread_self())) here = pthread_self();
  return (pthread_equal(here, pthread_self()) != 0) * 3 + (h & 1);
}

static unsigned results[8];
static int done;

static void Work(void *argument) {
  unsigned id = (unsigned)(uintptr_t)argument, h = 0;
  for (unsigned i = 0; i < 20; i++) {
    errno = (int)(id * 100 + i);
    h = h * 5 + Touch(i);
    h = h * 7 + (unsigned)errno;
    errno = 0;
    h += (unsigned)errno;
  }
  results[id] = h;
  __atomic_fetch_add(&done, 1, __ATOMIC_RELAXED);
}

int main(void) {
  for (uintptr_t i = 0; i < 8; i++) pag_go(Work, (void *)i);
  while (__atomic_load_n(&done, __ATOMIC_RELAXED) < 8) pag_yield();
  for (int i = 0; i < 8; i++) printf("%u\n", results[i]);
  return 0;
}
