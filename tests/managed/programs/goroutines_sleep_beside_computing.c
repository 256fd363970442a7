// Goroutines that sysmon has made ready stand in the global queue: one that
// computes, and is preempted after each of its slices, must not go on 60 times
// before them.  (Then this takes more than a minute.)
// PROCS: 1
// NOSCHED:
#include "common.h"
#include "pagurus.h"

enum { kSleeps = 100 };

static int stop;
static pag_waitgroup group = PAG_INIT;

static void Computes(void *argument) {
  unsigned *sum = argument;
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    *sum += Dig(100, 1);
#ifdef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
    pag_yield();
#endif
  }
  pag_waitgroup_done(&group);
}

int main(void) {
  unsigned sum = 0;
  pag_waitgroup_add(&group, 1);
  pag_go(Computes, &sum);
  for (int i = 0; i < kSleeps; i++) pag_sleep(100000);
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pag_waitgroup_wait(&group);
  printf("%d\n", sum != 0);
  return 0;
}
