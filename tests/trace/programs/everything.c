// Something of all that a trace shows.  Says how many collections there were;
// then nothing goes on but main.  Arguments: how often, and the part of what
// takes long that is done: one in so many.
#include <pagurus.h>
#include <pagurus_gc.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../managed/programs/common.h"

static unsigned part = 1;
static pag_waitgroup group = PAG_INIT;
static pag_mutex mutex = PAG_INIT;
static pag_chan *numbers, *never;

typedef struct Node {
  struct Node PAG_REF *next;
  long values[7];
} Node;
static const uint64_t node_refs[] = {1};
static pag_type node_type = {sizeof(Node), node_refs, "node", NULL, {0, 0}};

static void produce(void *count) {
  for (long i = 0; i < (long)(intptr_t)count; i++) pag_chan_send(numbers, &i);
  pag_waitgroup_done(&group);
}

static void consume(void *count) {
  long sum = 0, value;
  for (long i = 0; i < (long)(intptr_t)count; i++) {
    pag_chan_recv(numbers, &value);
    pag_mutex_lock(&mutex);
    sum += value;
    pag_yield();
    pag_mutex_unlock(&mutex);
  }
  pag_waitgroup_done(&group);
}

// With a pointer into the caller's frame in each.
NOINLINE static long down(long levels, const long *above) {
  volatile long here = *above + levels;
  return levels > 0 ? down(levels - 1, (const long *)&here) + *above : here;
}

static void recurse(void *depth) {
  const long start_here = Opaque(1);
  down((long)(intptr_t)depth, &start_here);
  pag_yield();
  pag_waitgroup_done(&group);
}

// Its stack is large, and little of it is in use.
static void wait_deep(void *argument) {
  long value;
  (void)argument;
  Dig(2000 / part, 1);
  pag_chan_recv(never, &value);
  pag_waitgroup_done(&group);
}

// Keeps its thread in native code for longer than sysmon leaves it the P.
static void nap(void *argument) {
  (void)argument;
  for (int i = 0; i < 3; i++) usleep(5000);
  pag_waitgroup_done(&group);
}

static int compare(const void *a, const void *b) {
  pag_sleep(100000);
  return *(const int *)a - *(const int *)b;
}

static void sort(void *argument) {
  int data[5] = {3, 1, 4, 1, 5};
  (void)argument;
  qsort(data, 5, sizeof data[0], compare);
  pag_waitgroup_done(&group);
}

// Longer than a slice, with and without calls.
static void compute(void *argument) {
  const clock_t begin = clock();
  (void)argument;
  do {
    for (volatile long i = 0; i < 3000000 / (long)part / (long)part; i++) {
    }
    Dig(3, 1);
  } while (clock() - begin < CLOCKS_PER_SEC / 20 / part);
  pag_waitgroup_done(&group);
}

static void allocate(void *argument) {
  Node PAG_REF *list = NULL;
  (void)argument;
  for (long i = 0; i < 60000 / (long)part; i++) {
    Node PAG_REF *node = (Node PAG_REF *)pag_alloc(&node_type);
    node->next = i % 500 == 0 ? NULL : list;
    list = node;
  }
  pag_waitgroup_done(&group);
}

static void start(void (*function)(void *), long argument) {
  pag_waitgroup_add(&group, 1);
  pag_go(function, (void *)(intptr_t)argument);
}

// Its goroutines are not in the trace.
static int child(void) {
  pid_t pid = fork();
  if (pid == 0) {
    for (int i = 0; i < 20; i++) pag_yield();
    start(recurse, 300 / (long)part);
    pag_waitgroup_wait(&group);
    exit(7);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  const int times = argc > 1 ? atoi(argv[1]) : 1;
  if (argc > 2) part = (unsigned)atoi(argv[2]);
  numbers = pag_chan_make(sizeof(long), 2);
  never = pag_chan_make(sizeof(long), 0);
  for (int i = 0; i < times; i++) {
    start(wait_deep, 0);
    start(produce, 100);
    start(consume, 100);
    for (long j = 0; j < 10; j++) start(recurse, 20 * j / (long)part);
    start(nap, 0);
    start(nap, 0);
    start(sort, 0);
    start(compute, 0);
    start(compute, 0);
    start(allocate, 0);
    pag_sleep(1000000);
    for (int j = 0; j < 4; j++) pag_shrink_stacks();
    pag_chan_send(never, &(long){0});
    pag_waitgroup_wait(&group);
  }
  const int status = child();
  pag_collect();
  pag_gc_stats gc;
  pag_get_gc_stats(&gc, sizeof gc);
  printf("child %d collections %llu\n", status,
         (unsigned long long)gc.collections);
  return 0;
}
