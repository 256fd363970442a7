// Goroutines whose stacks nobody may move: one that runs, one that is stopped
// in a loop, one in native code, one that waits in native code as a thread.
// They are left alone, and counted, while a fifth becomes smaller.
// PROCS: 1 2
// NOSCHED: they run at the same time
#include <stdatomic.h>
#include <time.h>

#include "common.h"
#include "pagurus.h"

static atomic_int ready, stop, sink;
static pag_chan *pass;
static pag_waitgroup all;

static void Loop(void *arg) {
  long local = 0, *where = &local;
  Dig(300, 1);
  atomic_fetch_add(&ready, 1);
  while (!atomic_load_explicit(&stop, memory_order_relaxed)) *where += 1;
  if (*where < 0) printf("%p\n", arg);
  pag_waitgroup_done(&all);
}

static void Sleep(void *arg) {
  (void)arg;
  Dig(300, 2);
  atomic_fetch_add(&ready, 1);
  const struct timespec short_time = {0, 1000000};
  while (!atomic_load(&stop)) nanosleep(&short_time, NULL);
  pag_waitgroup_done(&all);
}

static int Compare(const void *a, const void *b) {
  if (atomic_fetch_add(&sink, 1) == 0) {
    int element;
    atomic_fetch_add(&ready, 1);
    pag_chan_recv(pass, &element);
  }
  return *(const int *)a - *(const int *)b;
}
static void Sort(void *arg) {
  int array[3] = {3, 1, 2};
  (void)arg;
  Dig(300, 3);
  qsort(array, 3, sizeof *array, Compare);
  if (array[0] != 1 || array[2] != 3) printf("not sorted\n");
  pag_waitgroup_done(&all);
}

static void Wait(void *arg) {
  int element, *there = &element;
  (void)arg;
  Dig(300, 4);
  atomic_fetch_add(&ready, 1);
  pag_chan_recv(pass, there);
  pag_waitgroup_done(&all);
}

int main(void) {
  printf("%u\n", Dig(300, 5));
#ifdef PAG_ABI_VERSION
  pass = pag_chan_make(sizeof(int), 0);
  void (*const all_kinds[])(void *) = {Loop, Sleep, Sort, Wait};
  const int kinds = 4;
  pag_waitgroup_add(&all, kinds);
  for (int i = 0; i < kinds; i++) pag_go(all_kinds[i], NULL);
  while (atomic_load(&ready) < kinds) pag_yield();
  // Each of them will be seen where it stays, sooner or later.
  pag_stats stats;
  do {
    pag_shrink_stacks();
    pag_yield();
    pag_get_stats(&stats, sizeof stats);
  } while (stats.shrink_native == 0 || stats.shrink_thread == 0 ||
           stats.shrink_signal + stats.shrink_running == 0 ||
           stats.shrinks == 0);
  atomic_store(&stop, 1);
  for (int i = 0; i < 2; i++) pag_chan_send(pass, &i);
  pag_waitgroup_wait(&all);
#endif
  return 0;
}
