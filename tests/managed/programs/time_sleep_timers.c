// Sleepers wake in the order of their times; timers that call and timers that
// start goroutines, once and again, stopped, reset: guards the heap, and that a
// timer which is stopped or set anew does not go off for its earlier time.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kSleepers = 40, kMs = 1000000 };

static pag_waitgroup all;
static pag_mutex mutex;
static int woken, early;

static void Sleeper(void *argument) {
  long mine = (long)(intptr_t)argument;
  int64_t begin = pag_now(), ns = (mine * 7 % 13) * 300000 + mine;
  if (mine % 3 == 0) Dig((unsigned)mine, 1);
  pag_sleep(ns);
  pag_mutex_lock(&mutex);
  if (pag_now() - begin < ns) early++;
  woken++;
  pag_mutex_unlock(&mutex);
  pag_waitgroup_done(&all);
}

static int ticks, once, never;
static pag_semaphore ticked;
static void Tick(void *argument) {
  __atomic_fetch_add((int *)argument, 1, __ATOMIC_RELAXED);
  pag_semaphore_release(&ticked, 1);
}
static void Never(void *argument) {
  (void)argument;
  __atomic_fetch_add(&never, 1, __ATOMIC_RELAXED);
}

int main(void) {
  pag_waitgroup_add(&all, kSleepers);
  for (int i = 0; i < kSleepers; i++) pag_go(Sleeper, (void *)(intptr_t)i);
  pag_sleep(0);
  pag_sleep(-5);
  pag_waitgroup_wait(&all);
  printf("%d woken, %d early\n", woken, early);

  static pag_timer called = PAG_INIT, started, forgotten[20];
  pag_timer_start(&called, kMs, kMs / 2, PAG_TIMER_CALL, Tick, &ticks);
  for (int i = 0; i < 10; i++) pag_semaphore_acquire(&ticked);
  printf("periodic: %d\n", pag_timer_stop(&called));
  printf("again: %d\n", pag_timer_stop(&called));
  pag_sleep(3 * kMs);  // one that was under way
  while (pag_semaphore_try_acquire(&ticked)) {
  }
  printf("enough: %d\n", ticks >= 10);
  int before = ticks;
  pag_sleep(5 * kMs);
  printf("stopped: %d\n", ticks == before);

  pag_timer_start(&started, 3600000000000, 0, PAG_TIMER_GO, Tick, &once);
  for (int i = 0; i < 20; i++)
    pag_timer_start(&forgotten[(i * 7) % 20], 3600000000000 - i, 0,
                    PAG_TIMER_GO, Never, NULL);
  printf("set: %d\n", pag_timer_reset(&started, 2 * kMs));
  int stopped = 0;
  for (int i = 0; i < 20; i++) stopped += pag_timer_stop(&forgotten[i]);
  pag_semaphore_acquire(&ticked);
  printf("once: %d, reset %d\n", once, pag_timer_reset(&started, kMs));
  pag_semaphore_acquire(&ticked);
  printf("twice: %d, stopped %d, never %d, %u\n", once, stopped, never,
         Dig(200, 3));
  return 0;
}
