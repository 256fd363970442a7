// Goroutines change a graph that all of them share, while collections run one
// after the other: references move from object to object, out of objects into
// frames and back, and round through channels.  Nothing that can be reached is
// freed.
// PROCS: 1 2 4
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

struct node {
  struct node PAG_REF *left;
  struct node PAG_REF *right;
  long number;
  long check;
};
static const uint64_t refs[] = {3};
static pag_type node_type = {sizeof(struct node), refs, "node"};
static const uint64_t one[] = {1};
static pag_type ref_type = {8, one, "reference"};
typedef struct node PAG_REF *node_ref;

enum { kGoroutines = 8, kSlots = 64, kRounds = 400 };
// One after the other: a mutex for each half.
static node_ref PAG_REF *slots;
static pag_mutex mutexes[kSlots];
static pag_chan *ring;
static pag_waitgroup group;
static int wrong;

static node_ref make(long number) {
  node_ref n = (node_ref)pag_alloc(&node_type);
  if (n->number != 0 || n->left != 0) __atomic_fetch_add(&wrong, 1, 5);
  n->number = number;
  n->check = ~number;
  return n;
}

// Everything within some steps is as it was made.
NOINLINE static void look(node_ref n, int depth) {
  if (n == 0) return;
  if (n->check != ~n->number) __atomic_fetch_add(&wrong, 1, 5);
  if (depth == 0) return;
  look(n->left, depth - 1);
  look(n->right, depth - 1);
}

static node_ref take(long i) {
  pag_mutex_lock(&mutexes[i]);
  node_ref n = slots[i];
  slots[i] = 0;
  pag_mutex_unlock(&mutexes[i]);
  return n;
}

static void put(long i, node_ref n) {
  pag_mutex_lock(&mutexes[i]);
  slots[i] = n;
  pag_mutex_unlock(&mutexes[i]);
}

static void run(void *argument) {
  uint64_t random = (uint64_t)(long)argument * 0x9e3779b97f4a7c15 + 1;
  Dig(20, 1);
  for (long round = 0; round < kRounds; round++) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    const long i = (long)(random % kSlots);
    // For a while it is nowhere but in this frame.
    node_ref n = take(i);
    if (n == 0) n = make(round + 1);
    switch (random >> 32 & 7) {
      case 0: {
        // Out of the object, which forgets it, into a new one.
        node_ref left = n->left;
        n->left = 0;
        node_ref m = make(round + 1);
        m->right = left;
        m->left = n->right;
        n->right = m;
        break;
      }
      case 1: {
        node_ref left = n->left;
        n->left = n->right;
        n->right = left;
        break;
      }
      case 2:
        n->left = make(round + 1);
        break;
      case 3: {
        // What comes out has been sent by another, or earlier.
        pag_chan_send(ring, &n);
        pag_chan_recv(ring, &n);
        break;
      }
      case 4: {
        node_ref m = n->right;
        if (m != 0) {
          n->right = m->left;
          m->left = 0;
          m->right = n;
          n = m;
        }
        break;
      }
      case 5:
        pag_yield();
        break;
      default: {
        node_ref m = make(round + 1);
        m->left = n;
        n = m;
      }
    }
    look(n, 5);
    // Not for ever more.
    if (random >> 40 % 16 == 0 && n->left != 0) n->left->left = 0;
    put(i, n);
    // Something to collect, and a step for the collector.
    for (long k = 0; k < 40; k++) make(k + 1);
  }
  pag_waitgroup_done(&group);
}

int main(void) {
  pag_set_gc_percent(1);
  pag_handle array = pag_handle_alloc(&ref_type, kSlots);
  slots = (node_ref PAG_REF *)pag_handle_get(array);
  ring = pag_chan_make_typed(&ref_type, 4);
  pag_waitgroup_add(&group, kGoroutines);
  for (long i = 0; i < kGoroutines; i++) pag_go(run, (void *)(i + 1));
#ifndef PAG_NOTHING_IS_FREED
  for (int i = 0; i < 30; i++) pag_collect();
#endif
  pag_waitgroup_wait(&group);
  for (long i = 0; i < kSlots; i++) look(slots[i], 12);
  pag_handle_free(array);
  printf("wrong: %d\n", wrong);
  return 0;
}
