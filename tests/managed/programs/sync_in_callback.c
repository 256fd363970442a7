// Comparators of qsort that lock, wait, sleep and park while other goroutines
// go on and hold what they wait for: guards that a callback waits as a thread
// and gives its P to others meanwhile.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kItems = 12 };

static pag_mutex mutex;
static pag_cond asked, answered;
static int question, answer, stop;
static pag_waitgroup all;
static pag_semaphore turns = PAG_SEMAPHORE_INIT(1);

static void Oracle(void *argument) {
  (void)argument;
  pag_mutex_lock(&mutex);
  for (;;) {
    while (!question && !stop) pag_cond_wait(&asked, &mutex);
    if (stop) break;
    Dig(20, 1);
    answer = question * 2;
    question = 0;
    pag_cond_broadcast(&answered);
  }
  pag_mutex_unlock(&mutex);
  pag_waitgroup_done(&all);
}

static void Answer(void *argument) { pag_ready(argument, 5); }

static int Ask(int n) {
  pag_semaphore_acquire(&turns);
  pag_mutex_lock(&mutex);
  question = n;
  pag_cond_signal(&asked);
  answer = 0;
  while (!answer) pag_cond_wait(&answered, &mutex);
  int result = answer;
  pag_mutex_unlock(&mutex);
  pag_semaphore_release(&turns, 1);
  return result;
}

static int Compare(const void *a, const void *b) {
  const int x = *(const int *)a, y = *(const int *)b;
  if (x % 3 == 0) pag_sleep(1000);
  if (y % 4 == 0) {
    pag_ticket ticket;
    pag_park_prepare(&ticket);
    pag_go(Answer, &ticket);
    if (pag_park(&ticket, -1, NULL, NULL) != 5) return 0;
  }
  return Ask(x + 1) - Ask(y + 1);
}

static void Sorter(void *argument) {
  int items[kItems];
  for (int i = 0; i < kItems; i++)
    items[i] = (int)((i + 1) * 7 * (1 + (intptr_t)argument) % 31);
  qsort(items, kItems, sizeof *items, Compare);
  uint64_t hash = 0;
  for (int i = 0; i < kItems; i++) hash = Mix(hash, (uint64_t)items[i]);
  pag_mutex_lock(&mutex);
  printf("sorted: %d\n", items[0] <= items[1] && items[10] <= items[11]);
  pag_mutex_unlock(&mutex);
  pag_waitgroup_done(&all);
}

int main(void) {
  pag_waitgroup_add(&all, 3);
  pag_go(Oracle, NULL);
  pag_go(Oracle, NULL);
  for (int i = 0; i < 3; i++) pag_go(Sorter, (void *)(intptr_t)i);
  pag_waitgroup_wait(&all);
  pag_waitgroup_add(&all, 2);
  pag_mutex_lock(&mutex);
  stop = 1;
  pag_cond_broadcast(&asked);
  pag_mutex_unlock(&mutex);
  pag_waitgroup_wait(&all);
  printf("%u\n", Dig(200, 3));
  return 0;
}
