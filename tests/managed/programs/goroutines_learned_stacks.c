// Goroutines that need more than the smallest stack, again and again: after a
// few, others with the same function start with enough and need not grow;
// those of another function do not.  Their results are right, whatever they
// start with.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

static pag_waitgroup all;
static unsigned results[100];
static volatile int smalls;

static void Large(void *arg) {
  int i = (int)(intptr_t)arg;
  results[i] = Dig(30, (unsigned)i);
  pag_waitgroup_done(&all);
}
static void Small(void *arg) {
  (void)arg;
  pag_waitgroup_done(&all);
}

int main(void) {
  unsigned long sum = 0;
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < 100; i++) {
      pag_waitgroup_add(&all, 2);
      pag_go(Large, (void *)(intptr_t)i);
      pag_go(Small, NULL);
    }
    pag_waitgroup_wait(&all);
    for (int i = 0; i < 100; i++) sum = sum * 31 + results[i];
  }
  printf("%lu\n", sum);
#ifdef PAG_ABI_VERSION
  pag_stats stats;
  pag_get_stats(&stats, sizeof stats);
  if (stats.grows > 500) printf("%lu grows\n", (unsigned long)stats.grows);
  if (stats.starts_above_minimum < 500)
    printf("%lu above\n", (unsigned long)stats.starts_above_minimum);
  if (stats.goroutines_started != 2001) printf("started\n");
#endif
  printf("%u\n", Dig(200, 3));
  return 0;
}
