// Goroutines in short native calls come back again and again and want a P: those
// that stand in the queue, main in its timer among them, must have their turns,
// too.
// PROCS: 1 2 4
// NOSCHED: time would stand still while others yield
#include <time.h>

#include "common.h"
#include "pagurus.h"

enum { kNative = 8, kYielders = 2, kSleeps = 6 };

static int stop;
static long calls[kNative], yields[kYielders];
static pag_waitgroup group = PAG_INIT;

static int Stopped(void) { return __atomic_load_n(&stop, __ATOMIC_RELAXED); }

static void CallsNative(void *argument) {
  long *count = argument;
  const struct timespec moment = {0, 10000};
  do {
    nanosleep(&moment, NULL);
    ++*count;
#ifdef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
    pag_yield();  // there is nobody to take its turn
#endif
  } while (!Stopped());
  pag_waitgroup_done(&group);
}

static void Yields(void *argument) {
  long *count = argument;
  do {
    pag_yield();
    ++*count;
  } while (!Stopped());
  pag_waitgroup_done(&group);
}

int main(void) {
  pag_waitgroup_add(&group, kNative + kYielders);
  for (int i = 0; i < kNative; i++) pag_go(CallsNative, &calls[i]);
  for (int i = 0; i < kYielders; i++) pag_go(Yields, &yields[i]);
  for (int i = 0; i < kSleeps; i++) pag_sleep(20000000);
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pag_waitgroup_wait(&group);
  int without_a_turn = 0;
  for (int i = 0; i < kNative; i++) without_a_turn += calls[i] == 0;
  for (int i = 0; i < kYielders; i++) without_a_turn += yields[i] == 0;
  printf("%d %u\n", without_a_turn, Dig(100, 1));
  return 0;
}
