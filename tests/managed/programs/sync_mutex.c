// A counter, a list and a stack of locals under one mutex, by goroutines that
// yield and grow their stacks while they hold it: guards mutual exclusion, the
// hand-over to who has waited long, and that no waiter is forgotten when others
// give up waiting (timed locks).
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kWorkers = 24, kRounds = 40 };

static struct {
  pag_mutex mutex;
  long counter;
  int inside;
  uint64_t hash;
} shared;
static pag_waitgroup all;
static int wrong, got, timed_out;

NOINLINE static long Critical(int depth, long *outer) {
  long mine = *outer + depth;
  if (depth == 3) pag_yield();
  long below = depth ? Critical(depth - 1, &mine) : 0;
  *outer += mine & 1;
  return below + mine - mine + 1;
}

static void Worker(void *argument) {
  long id = (long)(intptr_t)argument, local = id;
  for (int i = 0; i < kRounds; i++) {
    pag_mutex_lock(&shared.mutex);
    wrong += shared.inside++ != 0;
    long before = shared.counter;
    long depth = Critical((int)(id % 7) * 3 + i % 5, &local);
    shared.counter = before + 1;
    shared.hash += Mix((uint64_t)id, (uint64_t)(i + depth));
    shared.inside--;
    pag_mutex_unlock(&shared.mutex);
    if ((id + i) % 3 == 0) pag_yield();
  }
  pag_waitgroup_done(&all);
}

// It has the mutex for longer than the impatient wait.
static pag_mutex slow;
static pag_cond held, release;
static pag_mutex state_mutex;
static int is_held, may_go;

static void Holder(void *argument) {
  (void)argument;
  pag_mutex_lock(&slow);
  pag_mutex_lock(&state_mutex);
  is_held = 1;
  pag_cond_broadcast(&held);
  while (!may_go) pag_cond_wait(&release, &state_mutex);
  pag_mutex_unlock(&state_mutex);
  pag_mutex_unlock(&slow);
  pag_waitgroup_done(&all);
}

static void Impatient(void *argument) {
  int result = pag_mutex_lock_for(&slow, 1000 * (1 + (long)(intptr_t)argument));
  pag_mutex_lock(&state_mutex);
  if (result == PAG_TIMED_OUT) timed_out++;
  pag_mutex_unlock(&state_mutex);
  pag_waitgroup_done(&all);
}

static void Patient(void *argument) {
  int result = PAG_DONE;
  if ((intptr_t)argument % 2)
    result = pag_mutex_lock_for(&slow, INT64_MAX);
  else
    pag_mutex_lock(&slow);
  wrong += result != PAG_DONE;
  got++;
  Dig(30, 1);
  pag_mutex_unlock(&slow);
  pag_waitgroup_done(&all);
}

int main(void) {
  pag_waitgroup_add(&all, kWorkers);
  for (int i = 0; i < kWorkers; i++) pag_go(Worker, (void *)(intptr_t)i);
  pag_waitgroup_wait(&all);
  printf("%ld %d %llx\n", shared.counter, wrong,
         (unsigned long long)shared.hash);

  pag_waitgroup_add(&all, 21);
  pag_go(Holder, NULL);
  pag_mutex_lock(&state_mutex);
  while (!is_held) pag_cond_wait(&held, &state_mutex);
  pag_mutex_unlock(&state_mutex);
  printf("try %d\n", pag_mutex_try_lock(&slow));
  for (int i = 0; i < 20; i++)
    pag_go(i % 2 ? Patient : Impatient, (void *)(intptr_t)(i / 2));
  for (;;) {
    pag_mutex_lock(&state_mutex);
    int enough = timed_out == 10;
    pag_mutex_unlock(&state_mutex);
    if (enough) break;
    pag_sleep(100000);
  }
  pag_mutex_lock(&state_mutex);
  may_go = 1;
  pag_cond_signal(&release);
  pag_mutex_unlock(&state_mutex);
  pag_waitgroup_wait(&all);
  printf("%d %d %d try %d\n", got, timed_out, wrong, pag_mutex_try_lock(&slow));
  pag_mutex_unlock(&slow);
  printf("%u\n", Dig(200, 3));
  return 0;
}
