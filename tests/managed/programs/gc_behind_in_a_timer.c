// A function that the runtime's own thread calls for a timer allocates while the
// collector is behind.  It waits for markers, but not by a timer: that thread is
// the one that runs them, and all that sleep would sleep for ever.
// PROCS: 1 2 4
// STRESS: stressmove=100
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

enum { kGoroutines = 40, kNodes = 4000, kInTimer = 2000 };

struct node {
  struct node PAG_REF *next;
  long number;
  long rest[6];
};
static const uint64_t node_refs[] = {1};
static pag_type node_type = {sizeof(struct node), node_refs, "node"};

static pag_waitgroup made;
static pag_chan *go_on;
static long wrong, calls;

static struct node PAG_REF *make_list(long length) {
  struct node PAG_REF *list = 0;
  for (long i = 0; i < length; i++) {
    struct node PAG_REF *n = (struct node PAG_REF *)pag_alloc(&node_type);
    n->next = list;
    n->number = i;
    list = n;
  }
  return list;
}

static void make(void *arg) {
  struct node PAG_REF *list = make_list(kNodes);
  pag_waitgroup_done(&made);
  pag_chan_recv(go_on, arg);
  if (list->number != kNodes - 1) __atomic_add_fetch(&wrong, 1, 5);
}

static void rings(void *arg) {
  (void)arg;
  if (make_list(kInTimer)->number != kInTimer - 1) {
    __atomic_add_fetch(&wrong, 1, 5);
  }
  __atomic_add_fetch(&calls, 1, 5);
}

int main(void) {
  static pag_timer timer;
  go_on = pag_chan_make(0, 0);
  pag_timer_start(&timer, 100000, 100000, PAG_TIMER_CALL, rings, NULL);
  pag_waitgroup_add(&made, kGoroutines);
  for (long i = 0; i < kGoroutines; i++) pag_go(make, NULL);
  pag_waitgroup_wait(&made);
  const long before = __atomic_load_n(&calls, 5);
  while (__atomic_load_n(&calls, 5) < before + 3) pag_sleep(100000);
  pag_timer_stop(&timer);
  pag_chan_close(go_on);
  printf("%ld %u\n", wrong, Dig(100, 1));
  return 0;
}
