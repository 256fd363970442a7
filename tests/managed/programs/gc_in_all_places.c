// Collections while goroutines are wherever they can be: parked in each kind of
// operation, in native code, called back from it, in loops with and without
// references, deep in recursion.  What each has, it has afterwards.
// PROCS: 1 2 4
// STRESS: stressmove=7
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pagurus.h"
#include "pagurus_gc.h"

struct node {
  struct node PAG_REF *left, *right;
  long value;
};
typedef struct node PAG_REF *ref;
static const uint64_t refs[] = {3};
static pag_type node_type = {sizeof(struct node), refs, "node", 0, {0}};
static pag_type pair_type = {2 * sizeof(ref), refs, "pair", 0, {0}};

enum { kRounds = 4, kEach = 2 };

static ref tree(int depth, long value) {
  ref n = (ref)pag_alloc(&node_type);
  n->value = value;
  if (depth > 0) {
    n->left = tree(depth - 1, 2 * value);
    n->right = tree(depth - 1, 2 * value + 1);
  }
  return n;
}
static long sum(ref n) {
  return n == 0 ? 0 : n->value + sum(n->left) + sum(n->right);
}
static long expected(int depth, long value) {
  return value + (depth == 0 ? 0
                             : expected(depth - 1, 2 * value) +
                                   expected(depth - 1, 2 * value + 1));
}
static int wrong;
static void check(ref n, int depth, long value) {
  if (sum(n) != expected(depth, value)) __atomic_fetch_add(&wrong, 1, 5);
}

static pag_waitgroup group;

static void in_recursion(long value) {
  ref n = tree(5, value);
  if (value % 16 != 0) in_recursion(value + 1);
  check(n, 5, value);
}

static void in_sleep(long value) {
  ref n = tree(4, value);
  pag_sleep(100000);
  check(n, 4, value);
}

static void in_native_code(long value) {
  ref n = tree(4, value);
  usleep(100);
  check(n, 4, value);
}

// Called by qsort, on the system stack.
static int compare(const void *a, const void *b) {
  long x = *(const long *)a, y = *(const long *)b;
  ref n = tree(2, x), m = tree(2, y);
  check(n, 2, x);
  check(m, 2, y);
  return x < y ? -1 : x > y;
}
static int compare_and_sort(const void *a, const void *b) {
  ref n = tree(2, 7);
  long values[] = {3, 1, 2};
  qsort(values, 3, sizeof values[0], compare);
  if (values[0] != 1) wrong = 1000;
  check(n, 2, 7);
  return compare(a, b);
}
static void in_callbacks(long value) {
  ref n = tree(3, value);
  long values[] = {value, 5, 4, 9, 2, 8, 1};
  qsort(values, 7, sizeof values[0], value % 2 ? compare : compare_and_sort);
  if (values[0] != 1) wrong = 1000;
  check(n, 3, value);
}

static volatile long sink;
__attribute__((noinline)) static void loop_without(void) {
  for (long i = 0; i < 300000; i++) sink = i;
}
static void in_loops(long value) {
  ref n = tree(3, value);
  loop_without();
  long total = 0;
  for (long i = 0; i < 300000; i++) total += n->left->value;
  if (total != 300000 * 2 * value) wrong = 1000;
  check(n, 3, value);
}

static pag_chan *trees;  // of references
static void in_channels(long value) {
  ref n = tree(3, value);
  for (int i = 0; i < 5; i++) {
    struct {
      ref tree, of;
    } sent = {n, tree(0, value)}, got;
    pag_chan_send(trees, &sent);
    pag_chan_recv(trees, &got);
    check(got.tree, 3, got.of->value);
    n = tree(3, value);
  }
  check(n, 3, value);
}

static pag_chan *never;
static void in_select(long value) {
  ref n = tree(3, value);
  long x;
  struct pag_case cases[] = {{.chan = never, .element = &x, .op = PAG_RECV}};
  pag_select(cases, 1, 100000, 0);
  check(n, 3, value);
}

static pag_mutex mutex = PAG_INIT;
static ref shared;
static void in_mutex(long value) {
  (void)value;
  pag_mutex_lock(&mutex);
  shared = tree(4, 3);
  pag_yield();
  check(shared, 4, 3);
  pag_mutex_unlock(&mutex);
}

static void collects(long value) {
  ref n = tree(3, value);
  pag_collect();
  check(n, 3, value);
}

static void (*const kinds[])(long) = {
    in_recursion, in_sleep,    in_native_code, in_callbacks, in_loops,
    in_channels,  in_channels, in_select,      in_mutex,     collects};
enum { kKinds = sizeof kinds / sizeof kinds[0] };

static void run(void *argument) {
  long i = (long)argument;
  for (int round = 0; round < kRounds; round++) kinds[i % kKinds](i + round);
  pag_waitgroup_done(&group);
}

// Threads of the program's own run managed code as well.
static void *thread(void *argument) {
  for (int i = 0; i < 5; i++) {
    in_recursion((long)argument);
    in_native_code((long)argument);
  }
  return 0;
}

int main(void) {
  trees = pag_chan_make_typed(&pair_type, 1);
  never = pag_chan_make(sizeof(long), 0);
  pag_waitgroup_add(&group, kEach * kKinds);
  for (long i = 0; i < kEach * kKinds; i++) pag_go(run, (void *)(i + kKinds));
  pthread_t threads[2];
  for (long i = 0; i < 2; i++) {
    pthread_create(&threads[i], 0, thread, (void *)(i + 3));
  }
  ref n = tree(6, 1);
  pag_waitgroup_wait(&group);
  check(n, 6, 1);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], 0);
  pag_collect();
  check(n, 6, 1);
  printf("wrong: %d\n", wrong);
  return 0;
}
