// Threads of the program's own and goroutines at the same mutexes, conditions,
// groups, units and tickets, and with goroutine-local values: guards that a
// thread waits by itself, and is woken, beside goroutines; a thread that ends
// destroys its values.  In the reference build the threads are goroutines.
// FLAGS: -pthread
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"
#ifndef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
#include <pthread.h>
#define THREADS 1
#endif

enum { kThreads = 3, kGoroutines = 5, kRounds = 60 };

static pag_mutex mutex;
static pag_cond turned;
static long turn, wrong;
static pag_rwmutex table_lock;
static long table[2];
static pag_semaphore units = PAG_SEMAPHORE_INIT(2);
static pag_waitgroup all, destroyed;
static pag_key key;

static void Destroy(void *value) {
  free(value);
  pag_waitgroup_done(&destroyed);
}

static void *Work(void *argument) {
  const long id = (long)(intptr_t)argument;
  pag_local_set(key, malloc(8));
  for (long i = 0; i < kRounds; i++) {
    // In turn, so that each wakes another one.
    pag_mutex_lock(&mutex);
    while (turn % (kThreads + kGoroutines) != id) {
      if (i % 2)
        pag_cond_wait(&turned, &mutex);
      else
        (void)pag_cond_wait_for(&turned, &mutex, 100000);
    }
    turn++;
    pag_cond_broadcast(&turned);
    pag_mutex_unlock(&mutex);
    pag_semaphore_acquire(&units);
    Dig((unsigned)(i % 20), 1);
    if (i % 16 == 0) pag_sleep(10000);
    pag_semaphore_release(&units, 1);
    if ((i + id) % 4 == 0) {
      pag_rwmutex_lock(&table_lock);
      table[0]++;
      pag_yield();
      table[1]++;
      pag_rwmutex_unlock(&table_lock);
    } else {
      pag_rwmutex_rlock(&table_lock);
      if (table[0] != table[1]) wrong++;
      pag_rwmutex_runlock(&table_lock);
    }
  }
  if (!pag_local_get(key)) wrong++;
  pag_waitgroup_done(&all);
  return NULL;
}

static void WorkGoroutine(void *argument) { Work(argument); }

static pag_ticket thread_ticket, main_ticket;
static void *Answers(void *argument) {
  uintptr_t value = pag_park(&thread_ticket, -1, NULL, NULL);
  (void)argument;
  pag_ready(&main_ticket, value * 2);
  return NULL;
}

static void *PreparesAndAnswers(void *argument) {
  pag_park_prepare(&thread_ticket);
  pag_waitgroup_done(&all);
  return Answers(argument);
}
static void AnswersGoroutine(void *argument) { PreparesAndAnswers(argument); }

static void Start(void *(*fn)(void *), void (*go)(void *), long id) {
#ifdef THREADS
  pthread_t thread;
  (void)go;
  pthread_create(&thread, NULL, fn, (void *)(intptr_t)id);
  pthread_detach(thread);
#else
  (void)fn;
  pag_go(go, (void *)(intptr_t)id);
#endif
}

int main(void) {
  pag_key_create(&key, Destroy);
  pag_waitgroup_add(&all, kThreads + kGoroutines);
  pag_waitgroup_add(&destroyed, kThreads + kGoroutines);
  for (long i = 0; i < kThreads; i++) Start(Work, WorkGoroutine, i);
  for (long i = 0; i < kGoroutines; i++)
    pag_go(WorkGoroutine, (void *)(intptr_t)(kThreads + i));
  pag_waitgroup_wait(&all);
  pag_waitgroup_wait(&destroyed);
  printf("%ld turns, table %ld, wrong %ld\n", turn, table[1], wrong);

  for (uintptr_t i = 1; i <= 10; i++) {
    pag_waitgroup_add(&all, 1);
    pag_park_prepare(&main_ticket);
    Start(PreparesAndAnswers, AnswersGoroutine, 0);
    pag_waitgroup_wait(&all);
    if (!pag_ready(&thread_ticket, i)) wrong++;
    if (pag_park(&main_ticket, -1, NULL, NULL) != 2 * i) wrong++;
  }
  printf("wrong %ld, %u\n", wrong, Dig(200, 3));
  return 0;
}
