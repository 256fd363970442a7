// A queue in the heap that goroutines put into and take out of, so fast that
// collections mark what is being cut off at the same moment, and weak references
// and handles to what is in it.  With little room beyond what lives: who
// allocates has to mark, too, and a collection is always running.
// PROCS: 1 2 4
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

struct link {
  struct link PAG_REF *next;
  struct link PAG_REF *back;
  long number;
};
struct queue {
  struct link PAG_REF *first;
  struct link PAG_REF *last;
};
static const uint64_t refs[] = {3};
static pag_type link_type = {sizeof(struct link), refs, "link"};
static pag_type queue_type = {sizeof(struct queue), refs, "queue"};
typedef struct link PAG_REF *link_ref;
typedef struct queue PAG_REF *queue_ref;

enum { kQueues = 6, kLength = 3000, kTurns = 12000 };
static pag_waitgroup group;
static int wrong;

static void push(queue_ref q, long number) {
  link_ref l = (link_ref)pag_alloc(&link_type);
  l->number = number;
  l->back = q->last;
  if (q->last != 0) {
    q->last->next = l;
  } else {
    q->first = l;
  }
  q->last = l;
}

// The link that is cut off refers to nothing any more, and nothing to it.
static link_ref pop(queue_ref q) {
  link_ref l = q->first;
  q->first = l->next;
  if (q->first != 0) {
    q->first->back = 0;
  } else {
    q->last = 0;
  }
  l->next = 0;
  return l;
}

static void run(void *argument) {
  const long base = (long)argument << 20;
  Dig(20, 1);
  queue_ref q = (queue_ref)pag_alloc(&queue_type);
  long bad = 0, pushed = 0, popped = 0;
  while (pushed < kLength) push(q, base + pushed++);
  pag_weak *weak = pag_weak_create(q->last);
  long watched = q->last->number;
  pag_handle handle = pag_handle_create(0);
  long held = -1;
  for (long i = 0; i < kTurns; i++) {
    link_ref l = pop(q);
    bad += l->number != base + popped++;
    if (i % 3 == 0) push(q, base + pushed++);
    push(q, base + pushed++);
    if (i % 3 == 0) bad += pop(q)->number != base + popped++;
    if (i % 7 == 0) {
      // It moves from a handle into the frame, and another takes its place.
      link_ref old = (link_ref)pag_handle_get(handle);
      pag_handle_set(handle, l);
      bad += old != 0 && old->number != held;
      held = l->number;
    }
    link_ref seen = (link_ref)pag_weak_get(weak);
    if (seen != 0) {
      bad += seen->number != watched;
    } else {
      // It was in the queue until it was popped.
      bad += watched >= base + popped;
    }
    if (i % 50 == 0) {
      pag_weak_free(weak);
      weak = pag_weak_create(q->last);
      watched = q->last->number;
    }
  }
  for (link_ref l = q->first; l != 0; l = l->next) {
    bad += l->number != base + popped++;
  }
  bad += popped != pushed;
  pag_weak_free(weak);
  pag_handle_free(handle);
  if (bad != 0) __atomic_fetch_add(&wrong, 1, 5);
  pag_waitgroup_done(&group);
}

int main(void) {
  pag_set_gc_percent(1);
  pag_waitgroup_add(&group, kQueues);
  for (long i = 0; i < kQueues; i++) pag_go(run, (void *)(i + 1));
  pag_waitgroup_wait(&group);
  printf("wrong: %d\n", wrong);
  return 0;
}
