// Functions of the program's own that the runtime calls allocate and collect:
// a timer's, those at a thread's end, the one that gives up a wait.  Who stops
// the world does not wait for the operation that calls them.
// PROCS: 1 2 4
// STRESSGC: 20
// NOSCHED: a thread that is not the scheduler's
#include <pagurus.h>
#include <pagurus_gc.h>
#include <pthread.h>

#include "common.h"

struct node {
  struct node PAG_REF *next;
  long number;
};
static const uint64_t refs[] = {1};
static pag_type type = {sizeof(struct node), refs, "node"};
typedef struct node PAG_REF *node_ref;

static int wrong;
static pag_semaphore done;

static node_ref list(long n) {
  node_ref first = 0;
  while (n-- > 0) {
    node_ref l = (node_ref)pag_alloc(&type);
    l->next = first;
    l->number = n;
    first = l;
  }
  return first;
}

static void check(node_ref l, long n) {
  long i = 0;
  for (; l != 0; l = l->next) {
    if (l->number != i++) break;
  }
  if (l != 0 || i != n) __atomic_fetch_add(&wrong, 1, 5);
}

NOINLINE static void use(void *argument) {
  node_ref mine = list(20);
  pag_collect();
  node_ref more = list(30);
  check(mine, 20);
  check(more, 30);
  check((node_ref)argument, 10);
}

// The argument is in nothing else once it has gone off.
static void rings(void *argument) {
  use(argument);
  pag_semaphore_release(&done, 1);
}

NOINLINE static void set(pag_timer *timer) {
  pag_timer_start(timer, 1000, 0, PAG_TIMER_CALL, rings, (void *)list(10));
}

static void timers(void) {
  pag_timer timer = {0};
  for (int i = 0; i < 5; i++) {
    set(&timer);
    check(list(40), 40);
    pag_semaphore_acquire(&done);
  }
}

static void gives_up(void *argument) { use(argument); }

NOINLINE static void park(void) {
  pag_ticket ticket;
  pag_park_prepare(&ticket);
  pag_park(&ticket, 1000, gives_up, (void *)list(10));
}

static pag_key key;

// A thread's goexit functions and values outlive what it calls.
static void *thread(void *argument) {
  (void)argument;
  node_ref mine = list(10);
  pag_at_goexit(use, (void *)mine);
  pag_local_set(key, (void *)mine);
  park();
  check(mine, 10);
  return 0;
}

int main(void) {
  Dig(100, 1);
  pag_key_create(&key, use);
  timers();
  for (int i = 0; i < 5; i++) {
    park();
    pthread_t t;
    pthread_create(&t, 0, thread, 0);
    node_ref mine = list(50);
    pthread_join(t, 0);
    check(mine, 50);
  }
  printf("wrong: %d\n", wrong);
  return 0;
}
