// A collector's threads compute while goroutines do with fewer Ps: those that
// stood in the queue of a P that is withheld run all the same, and when it is
// given back all Ps run some again.
// PROCS: 1 2 4
#include <pagurus.h>
#include <pagurus_world.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "common.h"

enum { kGoroutines = 200, kTurns = 20, kRounds = 4 };

static pag_waitgroup group;
static long turns;
static int stop;

static void take_turns(void *arg) {
  (void)arg;
  for (int i = 0; i < kTurns; i++) {
    __atomic_add_fetch(&turns, 1 + (Dig(5, 1) & 0), __ATOMIC_RELAXED);
    pag_yield();
  }
  pag_waitgroup_done(&group);
}

static void *collector(void *arg) {
  (void)arg;
#ifndef PAG_NO_WORLD
  while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
    for (unsigned threads = 0; threads < 5; threads++) {
      pag_stop_world();
      pag_withhold_processors(threads);
      pag_start_world();
    }
    pag_stop_world();
    pag_withhold_processors(1);
    pag_start_world();
    // With one withheld all that is there goes on.
    const long before = __atomic_load_n(&turns, __ATOMIC_ACQUIRE);
    while (__atomic_load_n(&turns, __ATOMIC_ACQUIRE) == before &&
           !__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
      sched_yield();
    }
    pag_stop_world();
    pag_withhold_processors(0);
    pag_start_world();
    usleep(1000);
  }
#endif
  return NULL;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, collector, NULL);
  for (int round = 0; round < kRounds; round++) {
    pag_waitgroup_add(&group, kGoroutines);
    for (int i = 0; i < kGoroutines; i++) pag_go(take_turns, NULL);
    pag_waitgroup_wait(&group);
  }
  __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
  pthread_join(thread, NULL);
  printf("%ld %u\n", turns, Dig(100, 1));
  return 0;
}
