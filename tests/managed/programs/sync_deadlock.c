// NOSTATS: when everybody waits for a mutex, a condition, a group or a unit and
// the last timer has gone off, that is a fatal error (status 2), not before.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

static pag_mutex mutex;
static pag_cond condition;
static pag_waitgroup group;
static pag_semaphore units;

static void WaitsForMutex(void *argument) {
  (void)argument;
  pag_mutex_lock(&mutex);
}
static void WaitsForCondition(void *argument) {
  static pag_mutex own;
  (void)argument;
  pag_mutex_lock(&own);
  pag_cond_wait(&condition, &own);
}
static void WaitsForUnit(void *argument) {
  (void)argument;
  pag_semaphore_acquire(&units);
}
static void Nothing(void *argument) { (void)argument; }

int main(void) {
  static pag_timer timer;
  pag_mutex_lock(&mutex);
  pag_waitgroup_add(&group, 1);
  pag_go(WaitsForMutex, NULL);
  pag_go(WaitsForCondition, NULL);
  pag_go(WaitsForUnit, NULL);
  pag_sleep(2000000);
  printf("%u\n", Dig(200, 1));
  fflush(stdout);
  pag_timer_start(&timer, 1000000, 0, PAG_TIMER_CALL, Nothing, NULL);
  pag_waitgroup_wait(&group);
  printf("not here\n");
  return 0;
}
