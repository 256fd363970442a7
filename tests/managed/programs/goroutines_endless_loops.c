// Loops that come to no prologue check are preempted nevertheless, with all
// their registers, on one P as well as on several: goroutines, main itself, and
// code that native code called back.  The others get their turns.
// PROCS: 1 2 3
// NOSCHED:
#include <pthread.h>
#include <stdlib.h>

#include "common.h"
#include "pagurus.h"

#ifdef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
#define TURN() pag_yield()  // it cannot preempt
#else
#define TURN() (void)0
#endif

typedef unsigned Four __attribute__((vector_size(16)));

enum { kLoops = 3, kOthers = 20 };

static int stop, others_done, moved_thread, wrong;
static pag_waitgroup group = PAG_INIT;

// No call, but vectors, floating point and the flags.
static void Loop(void *argument) {
  unsigned id = (unsigned)(uintptr_t)argument;
  pthread_t self = pthread_self();
  Four v = {id, 1, 2, 3}, step = {1, 3, 5, 7};
  unsigned turns = 0;
  double x = id;
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    v += step;
    x += 0.5;
    turns++;
    TURN();
  }
  Four expected = (Four){id, 1, 2, 3} + step * (Four){turns, turns, turns, turns};
  for (int i = 0; i < 4; i++) wrong |= v[i] != expected[i];
  wrong |= turns < (1u << 30) && x != id + turns * 0.5;
#ifndef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
  // No safepoint since: what the registers held is this thread's.
  if (!pthread_equal(self, pthread_self())) moved_thread = 1;
#else
  (void)self;
#endif
  pag_waitgroup_done(&group);
}

static int Compare(const void *a, const void *b) {
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) TURN();
  return *(const int *)a - *(const int *)b;
}

static void LoopInCallback(void *argument) {
  int numbers[] = {3, 1, 2};
  qsort(numbers, 3, sizeof numbers[0], Compare);
  wrong |= numbers[0] != 1 || numbers[1] != 2 || numbers[2] != 3;
  (void)argument;
  pag_waitgroup_done(&group);
}

static void Other(void *argument) {
  (void)argument;
  for (int i = 0; i < 3; i++) {
    if (Dig(20, 1) == 0) wrong = 1;
    pag_yield();
  }
  __atomic_fetch_add(&others_done, 1, __ATOMIC_RELAXED);
  pag_waitgroup_done(&group);
}

int main(void) {
  pag_waitgroup_add(&group, kLoops + 1 + kOthers);
  for (uintptr_t i = 0; i < kLoops; i++) pag_go(Loop, (void *)i);
  pag_go(LoopInCallback, NULL);
  for (int i = 0; i < kOthers; i++) pag_go(Other, NULL);
  while (__atomic_load_n(&others_done, __ATOMIC_RELAXED) < kOthers) TURN();
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pag_waitgroup_wait(&group);
  printf("%d %d %d\n", others_done, moved_thread, wrong);
  return 0;
}
