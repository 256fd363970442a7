// A collector's threads compute while goroutines do with fewer Ps, but never
// without any: those that stood in the queue of a P that is withheld run all the
// same, and so they do when it is given back.
// PROCS: 1 2 4
#include <pagurus.h>
#include <pagurus_world.h>
#include <pthread.h>
#include <sched.h>

#include "common.h"

enum { kGoroutines = 100, kRounds = 10, kMany = 100 };

static pag_waitgroup group;
static long turns[kGoroutines];
static int stop;

static void take_turns(void *arg) {
  long *mine = arg;
  while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
    __atomic_add_fetch(mine, 1 + (Dig(5, 1) & 0), __ATOMIC_RELAXED);
    pag_yield();
  }
  pag_waitgroup_done(&group);
}

#ifndef PAG_NO_WORLD
static void withhold(unsigned threads) {
  pag_stop_world();
  pag_withhold_processors(threads);
  pag_start_world();
}

// Each of them goes on while nothing else changes.
static void await_all(void) {
  long before[kGoroutines];
  for (int i = 0; i < kGoroutines; i++) {
    before[i] = __atomic_load_n(&turns[i], __ATOMIC_ACQUIRE);
  }
  for (int i = 0; i < kGoroutines; i++) {
    while (__atomic_load_n(&turns[i], __ATOMIC_ACQUIRE) == before[i]) {
      sched_yield();
    }
  }
}
#endif

static void *collector(void *arg) {
  (void)arg;
#ifndef PAG_NO_WORLD
  await_all();
  for (int round = 0; round < kRounds; round++) {
    // More than there are: one P is left.
    withhold(kMany);
    await_all();
    // Others are withheld than before, perhaps, and what they have is shared.
    withhold(1);
    await_all();
    withhold(0);
    await_all();
  }
#endif
  __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
  return NULL;
}

int main(void) {
  pthread_t thread;
  pag_waitgroup_add(&group, kGoroutines);
  for (int i = 0; i < kGoroutines; i++) pag_go(take_turns, &turns[i]);
  pthread_create(&thread, NULL, collector, NULL);
  pag_waitgroup_wait(&group);
  pthread_join(thread, NULL);
  printf("%u\n", Dig(100, 1));
  return 0;
}
