// Each kind of root, alone: what it refers to is kept as long as it does, and
// is free at the next collection after that.  Weak references tell.
// PROCS: 1 2 4
// NOSCHED:
#include <stdio.h>

#include "pagurus.h"
#include "pagurus_gc.h"

#ifdef PAG_NOTHING_IS_FREED
#define TURN() pag_yield()  // the reference cannot preempt
#else
#define TURN() (void)0
#endif

struct node {
  struct node PAG_REF *next;
  long value;
};
typedef struct node PAG_REF *ref;
static const uint64_t node_refs[] = {1};
static pag_type node_type = {sizeof(struct node), node_refs, "node", 0, {0}};
static pag_type ref_type = {sizeof(ref), node_refs, "ref", 0, {0}};

__attribute__((noinline)) static ref make(long value) {
  ref n = (ref)pag_alloc(&node_type);
  n->value = value;
  return n;
}

// A new object, and its weak reference: the caller has the only strong one.
__attribute__((noinline)) static ref watched(pag_weak **weak, long value) {
  ref n = make(value);
  *weak = pag_weak_create((void PAG_REF *)n);
  return n;
}

__attribute__((noinline)) static int lives(pag_weak *weak) {
  return pag_weak_get(weak) != 0;
}

static void expect(const char *what, pag_weak *weak, int alive) {
  pag_collect();
#ifdef PAG_NOTHING_IS_FREED
  alive = 1;
#endif
  if (lives(weak) != alive) printf("%s: %s\n", what, alive ? "freed" : "kept");
}

// --- frames

__attribute__((noinline)) static long deep(long n, ref keep, pag_weak *weak) {
  if (n == 0) {
    expect("a parent's local", weak, 1);
    return 0;
  }
  return deep(n - 1, keep, weak) + keep->value;
}
static void frames(void) {
  pag_weak *weak;
  ref n = watched(&weak, 3);
  expect("a local", weak, 1);
  printf("frames %ld\n", deep(50, n, weak) + n->value);
  expect("a local that is dead", weak, 0);
  pag_weak_free(weak);
}

static void chain(void) {
  pag_weak *weak;
  ref first = make(1);
  first->next = make(2);
  first->next->next = watched(&weak, 3);
  expect("the end of a list", weak, 1);
  first->next->next = 0;
  expect("behind the end of a list", weak, 0);
  printf("chain %ld\n", first->next->value);
  pag_weak_free(weak);
}

// --- variables

static ref global;
static struct {
  long before;
  ref refs[3];
} table[2];
static void variables(void) {
  pag_weak *one, *two;
  global = watched(&one, 4);
  table[1].refs[2] = watched(&two, 5);
  expect("a global", one, 1);
  expect("a table", two, 1);
  printf("variables %ld\n", global->value + table[1].refs[2]->value);
  global = 0;
  table[1].refs[2] = 0;
  expect("a global that is null", one, 0);
  expect("a table that is null", two, 0);
  pag_weak_free(one);
  pag_weak_free(two);
}

// --- goroutines

static pag_chan *go_on, *done;
static void signal_done(void) {
  long x = 0;
  pag_chan_send(done, &x);
}
static void wait_go_on(void) {
  long x;
  pag_chan_recv(go_on, &x);
}
static void step(void) {
  long x = 0;
  pag_chan_send(go_on, &x);
  pag_chan_recv(done, &x);
}

static void with_argument(ref n) {
  wait_go_on();
  printf("argument %ld\n", n->value);
  n = 0;
  signal_done();
  wait_go_on();
  signal_done();
}
static __attribute__((noinline)) void start_with(pag_weak **weak) {
  pag_go((void (*)(void *))with_argument, (void *)watched(weak, 6));
}
static void arguments(void) {
  pag_weak *weak;
  start_with(&weak);
  // With one P it has not started yet.
  expect("a goroutine's argument", weak, 1);
  pag_yield();
  expect("a parked goroutine's local", weak, 1);
  step();
  expect("a goroutine's dead argument", weak, 0);
  step();
  pag_weak_free(weak);
}

// --- channels

// The element's frame is gone afterwards.
static __attribute__((noinline)) void send_one(pag_chan *ch, pag_weak **weak,
                                               long value) {
  ref n = watched(weak, value);
  pag_chan_send(ch, &n);
}
static __attribute__((noinline)) long receive_one(pag_chan *ch) {
  ref n;
  pag_chan_recv(ch, &n);
  return n->value;
}

static void channels(void) {
  pag_weak *weak;
  pag_chan *ch = pag_chan_make_typed(&ref_type, 2);
  send_one(ch, &weak, 7);
  expect("in a channel", weak, 1);
  printf("channel %ld\n", receive_one(ch));
  expect("received", weak, 0);
  pag_weak_free(weak);
  pag_chan_free(ch);
}

static pag_chan *meeting;
static pag_weak *meeting_weak;
static void sender(void *argument) {
  (void)argument;
  send_one(meeting, &meeting_weak, 8);
  signal_done();
}
static void waiting_sender(void) {
  meeting = pag_chan_make_typed(&ref_type, 0);
  pag_go(sender, 0);
  while (pag_num_goroutines() < 2 || !meeting_weak) pag_yield();
  for (int i = 0; i < 10; i++) pag_yield();
  expect("a waiting sender's", meeting_weak, 1);
  long x;
  printf("sender %ld\n", receive_one(meeting));
  pag_chan_recv(done, &x);
  expect("sent", meeting_weak, 0);
  pag_weak_free(meeting_weak);
  pag_chan_free(meeting);
}

// --- local values, handles

static pag_key key;
static __attribute__((noinline)) void set_local(pag_weak **weak) {
  pag_local_set(key, (void *)watched(weak, 9));
}
static void local_values(void) {
  pag_weak *weak;
  pag_key_create(&key, 0);
  set_local(&weak);
  expect("a goroutine-local value", weak, 1);
  printf("local %ld\n", ((ref)pag_local_get(key))->value);
  pag_local_set(key, 0);
  expect("a goroutine-local value that is null", weak, 0);
  pag_weak_free(weak);
}

static __attribute__((noinline)) pag_handle handle_of(pag_weak **weak) {
  return pag_handle_create((void PAG_REF *)watched(weak, 10));
}
static void handles(void) {
  pag_weak *weak;
  pag_handle handle = handle_of(&weak);
  expect("a handle", weak, 1);
  printf("handle %ld\n", ((ref)pag_handle_get(handle))->value);
  pag_handle_free(handle);
  expect("a handle that is free", weak, 0);
  pag_weak_free(weak);
}

// --- loops

static volatile long spins;
static volatile long stop;
__attribute__((noinline)) static long spin_with(ref n) {
  long turns = 0;
  while (!stop) {
    turns += n->value != 0;
    spins++;
    TURN();
  }
  return turns;
}
__attribute__((noinline)) static void spin_without(void) {
  while (!stop) {
    spins++;
    TURN();
  }
}
static pag_weak *loop_weak, *caller_weak;
static void loop_with(void *argument) {
  (void)argument;
  ref n = watched(&loop_weak, 11);
  spin_with(n);
  printf("loop %ld\n", n->value);
  signal_done();
}
static void loop_below(void *argument) {
  (void)argument;
  ref n = watched(&caller_weak, 12);
  spin_without();
  printf("caller %ld\n", n->value);
  signal_done();
}
static void loops(void (*fn)(void *), pag_weak **weak) {
  long x;
  spins = stop = 0;
  pag_go(fn, 0);
  while (!*weak || spins == 0) pag_yield();
  expect("in a loop", *weak, 1);
  expect("in a loop, again", *weak, 1);
  stop = 1;
  pag_chan_recv(done, &x);
  expect("in a loop that is over", *weak, 0);
  pag_weak_free(*weak);
}

int main(void) {
  go_on = pag_chan_make(sizeof(long), 0);
  done = pag_chan_make(sizeof(long), 0);
  frames();
  chain();
  variables();
  arguments();
  channels();
  waiting_sender();
  local_values();
  handles();
  loops(loop_with, &loop_weak);
  loops(loop_below, &caller_weak);
  printf("done\n");
  return 0;
}
