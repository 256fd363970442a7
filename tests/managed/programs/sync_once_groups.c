// Wait groups on the heap that who waits frees at once, one after another at
// the same address; a once that everybody wants while it is being done; a
// semaphore that limits how many are inside: guards that a primitive is not
// touched after it has let the last one go.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kRounds = 60, kTasks = 8 };

static pag_once once;
static int initialised, calls, seen_unready;
static void Initialise(void *argument) {
  int *count = argument;
  for (int i = 0; i < 5; i++) pag_yield();
  Dig(50, 2);
  ++*count;
  initialised = 1;
}

typedef struct {
  pag_waitgroup group;
  int done;
} Job;

static pag_semaphore limit = PAG_SEMAPHORE_INIT(3);
static int inside, most, too_many;

static void Task(void *argument) {
  Job *job = argument;
  pag_once_do(&once, Initialise, &calls);
  if (!initialised) __atomic_fetch_add(&seen_unready, 1, __ATOMIC_RELAXED);
  pag_semaphore_acquire(&limit);
  int n = __atomic_add_fetch(&inside, 1, __ATOMIC_RELAXED);
  if (n > 3) __atomic_fetch_add(&too_many, 1, __ATOMIC_RELAXED);
  pag_yield();
  Dig((unsigned)n * 5, 1);
  __atomic_fetch_sub(&inside, 1, __ATOMIC_RELAXED);
  pag_semaphore_release(&limit, 1);
  __atomic_fetch_add(&job->done, 1, __ATOMIC_RELAXED);
  pag_waitgroup_done(&job->group);
}

static pag_waitgroup all;
static long total;

static void Client(void *argument) {
  int id = (int)(intptr_t)argument;
  for (int i = 0; i < kRounds / 4; i++) {
    Job *job = calloc(1, sizeof *job);
    pag_waitgroup_add(&job->group, kTasks);
    for (int k = 0; k < kTasks; k++) pag_go(Task, job);
    if ((i + id) % 3 == 0) {
      while (pag_waitgroup_wait_for(&job->group, 2000) == PAG_TIMED_OUT) {
      }
    } else {
      pag_waitgroup_wait(&job->group);
    }
    __atomic_fetch_add(&total, job->done, __ATOMIC_RELAXED);
    memset(job, 0xff, sizeof *job);
    free(job);
  }
  pag_waitgroup_done(&all);
}

static void Releaser(void *argument) {
  pag_semaphore *semaphore = argument;
  pag_semaphore_release(semaphore, 4);
}

int main(void) {
  pag_waitgroup_add(&all, 4);
  for (int i = 0; i < 4; i++) pag_go(Client, (void *)(intptr_t)i);
  pag_waitgroup_wait(&all);
  pag_waitgroup_wait(&all);  // nothing to wait for
  printf("%ld, once %d, early %d, too many %d\n", total, calls, seen_unready,
         too_many);
  pag_semaphore own = PAG_SEMAPHORE_INIT(1);
  printf("%d", pag_semaphore_try_acquire(&own));
  printf("%d", pag_semaphore_try_acquire(&own));
  printf("%d\n", pag_semaphore_acquire_for(&own, 1000) == PAG_TIMED_OUT);
  pag_go(Releaser, &own);
  for (int i = 0; i < 4; i++) pag_semaphore_acquire(&own);
  printf("%d %u\n", pag_semaphore_try_acquire(&own), Dig(200, 3));
  return 0;
}
