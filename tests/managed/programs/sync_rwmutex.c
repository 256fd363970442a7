// Readers and writers of one table: guards that writers are alone, that readers
// get in together, that neither starve while the others keep coming, and that a
// writer which gives up does not leave those behind it waiting.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kReaders = 12, kWriters = 4, kRounds = 30, kCells = 16 };

static pag_rwmutex table_lock = PAG_INIT;
static int table[kCells];
static int readers, writers, wrong;
static pag_waitgroup all;

NOINLINE static int SumDeep(int depth, const int *row) {
  int mine = row[depth % kCells];
  if (depth % 9 == 4) pag_yield();
  return depth ? mine + SumDeep(depth - 1, row) - mine : 0;
}

static void Reader(void *argument) {
  int id = (int)(intptr_t)argument;
  for (int i = 0; i < kRounds; i++) {
    pag_rwmutex_rlock(&table_lock);
    __atomic_fetch_add(&readers, 1, __ATOMIC_RELAXED);
    if (__atomic_load_n(&writers, __ATOMIC_RELAXED)) wrong++;
    int first = table[0];
    SumDeep(id * 3 + i % 4, table);
    for (int c = 0; c < kCells; c++)
      if (table[c] != first) wrong++;
    __atomic_fetch_sub(&readers, 1, __ATOMIC_RELAXED);
    pag_rwmutex_runlock(&table_lock);
    if (i % 4 == id % 4) pag_yield();
  }
  pag_waitgroup_done(&all);
}

static void Writer(void *argument) {
  int id = (int)(intptr_t)argument;
  for (int i = 0; i < kRounds; i++) {
    if (i % 2)
      pag_rwmutex_lock(&table_lock);
    else
      wrong += pag_rwmutex_lock_for(&table_lock, INT64_MAX) != PAG_DONE;
    wrong += __atomic_fetch_add(&writers, 1, __ATOMIC_RELAXED) != 0;
    if (__atomic_load_n(&readers, __ATOMIC_RELAXED)) wrong++;
    for (int c = 0; c < kCells; c++) {
      table[c]++;
      if (c == id) pag_yield();
    }
    __atomic_fetch_sub(&writers, 1, __ATOMIC_RELAXED);
    pag_rwmutex_unlock(&table_lock);
    if (i % 5 == 0) pag_yield();
  }
  pag_waitgroup_done(&all);
}

static pag_rwmutex other;
static pag_semaphore inside = PAG_SEMAPHORE_INIT(0);
static int gave_up;

static void GivesUp(void *argument) {
  (void)argument;
  gave_up += pag_rwmutex_lock_for(&other, 1000000) == PAG_TIMED_OUT;
  pag_semaphore_release(&inside, 1);
  pag_waitgroup_done(&all);
}

// Waits behind GivesUp, although another reader is in.
static void Behind(void *argument) {
  (void)argument;
  pag_rwmutex_rlock(&other);
  pag_semaphore_release(&inside, 1);
  pag_rwmutex_runlock(&other);
  pag_waitgroup_done(&all);
}

int main(void) {
  pag_waitgroup_add(&all, kReaders + kWriters);
  for (int i = 0; i < kReaders + kWriters; i++)
    pag_go(i % 4 == 3 ? Writer : Reader, (void *)(intptr_t)(i / 4));
  pag_waitgroup_wait(&all);
  printf("%d %d\n", table[0], wrong);

  pag_waitgroup_add(&all, 6);
  pag_rwmutex_rlock(&other);
  printf("try %d %d\n", pag_rwmutex_try_lock(&other),
         pag_rwmutex_try_rlock(&other));
  pag_go(GivesUp, NULL);
  for (int i = 0; i < 5; i++) {
    pag_yield();
    pag_go(Behind, NULL);
  }
  for (int i = 0; i < 6; i++) pag_semaphore_acquire(&inside);
  pag_rwmutex_runlock(&other);
  pag_rwmutex_runlock(&other);
  pag_waitgroup_wait(&all);
  printf("gave up %d, try %d\n", gave_up, pag_rwmutex_try_lock(&other));
  printf("try %d\n", pag_rwmutex_try_rlock(&other));
  pag_rwmutex_unlock(&other);
  printf("%u\n", Dig(200, 3));
  return 0;
}
