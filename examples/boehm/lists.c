/* Goroutines whose lists are in Boehm's heap.
 *
 * Each makes a list, goes down some calls so that its stack grows and moves,
 * and waits; only its frames refer to the list.  Meanwhile main makes garbage,
 * and collects, which makes the stacks smaller again.  What has been freed is
 * counted.  Ends with 0 if nothing was freed that was in use, and everything
 * else was.
 */
#include <pagurus.h>
#include <stdio.h>
#include <stdlib.h>

#include "examples/boehm/boehm.h"

enum {
  kGoroutines = 500,
  kNodes = 20,
  kGarbage = 20000,
  kDepth = 10,
  kDeep = 200
};

/* Of each thread the last object lives on, with all that it refers to; and
 * Boehm finds what looks like references in its own thread's stack. */
enum { kFloating = 1000 };

struct node {
  struct node PAG_REF *next;
  long number;
};
static struct boehm_type node_type = {sizeof(struct node), 1, 0};

static pag_chan *hold;
static pag_waitgroup waiting, done;
static long wrong, kept, dropped; /* the last two: freed */

static struct node PAG_REF *cons(long number, struct node PAG_REF *next,
                                 long *freed) {
  struct node PAG_REF *n = (struct node PAG_REF *)boehm_new(&node_type);
  n->number = number;
  n->next = next;
  boehm_count_freed(n, freed);
  return n;
}

/* Makes the stack grow. */
__attribute__((noinline)) static int dig(int depth) {
  volatile char room[100];
  room[0] = (char)depth;
  return depth == 0 ? 0 : dig(depth - 1) + room[0] - (char)depth;
}

/* The list is used when the call has returned: until then the frame has it. */
static long wait_below(int depth, struct node PAG_REF *list) {
  char room[100];
  __asm__ volatile("" : : "r"(room) : "memory");
  if (depth == 0) {
    long element;
    pag_waitgroup_done(&waiting);
    pag_chan_recv(hold, &element);
  } else {
    wait_below(depth - 1, list->next != 0 ? list->next : list);
  }
  return list->number;
}

static void work(void *arg) {
  const long first = (long)arg * kNodes;
  struct node PAG_REF *list = 0;
  dig(kDeep);
  for (long i = 0; i < kNodes; i++) {
    list = cons(first + i, list, &kept);
  }
  long errors = wait_below(kDepth, list) != first + kNodes - 1;
  for (long i = kNodes; i-- > 0; list = list->next) {
    errors += list->number != first + i;
  }
  __atomic_add_fetch(&wrong, errors, __ATOMIC_RELAXED);
  pag_waitgroup_done(&done);
}

static void make_garbage(void) {
  struct node PAG_REF *list = 0;
  for (long i = 0; i < kGarbage; i++) {
    list = cons(i, i % 100 == 0 ? 0 : list, &dropped);
  }
}

static int expect(int condition, const char *what, long number) {
  if (!condition) printf("%s: %ld\n", what, number);
  return !condition;
}

int main(void) {
  int failed = 0;
  boehm_start();
  hold = pag_chan_make(sizeof(long), 0);
  pag_waitgroup_add(&waiting, kGoroutines);
  pag_waitgroup_add(&done, kGoroutines);
  for (long i = 0; i < kGoroutines; i++) pag_go(work, (void *)i);
  pag_waitgroup_wait(&waiting);

  for (int turn = 1; turn <= 3; turn++) {
    make_garbage();
    boehm_collect();
    failed += expect(dropped >= turn * kGarbage - kFloating,
                     "garbage that was freed", dropped);
    failed += expect(kept == 0, "freed though in use", kept);
  }

  pag_chan_close(hold);
  pag_waitgroup_wait(&done);
  failed += expect(wrong == 0, "wrong numbers", wrong);
  make_garbage(); /* other objects become their threads' last ones */
  boehm_collect();
  boehm_collect();
  failed += expect(kept >= kGoroutines * kNodes - kFloating,
                   "lists that were freed", kept);
  pag_stats stats;
  pag_get_stats(&stats, sizeof stats);
  failed += expect(stats.grows > 0, "stacks that grew", (long)stats.grows);
  failed += expect(boehm_stacks_shrunk() > kGoroutines / 2,
                   "stacks made smaller", (long)boehm_stacks_shrunk());
  printf("%ld nodes in use survived, %ld dropped ones are free\n",
         (long)kGoroutines * kNodes, kept + dropped);
  return failed != 0;
}
