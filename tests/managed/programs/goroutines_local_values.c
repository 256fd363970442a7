// Values under many keys in many goroutines, destructors that set values again,
// hooks that run last in first out, at the natural end and at pag_goexit:
// guards that they run once, for the right goroutine, before it is gone.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kGoroutines = 20, kKeys = 40 };

static pag_key keys[kKeys], again, plain;
static pag_waitgroup all;
static long destroyed, sum, rounds;
static int wrong, order_wrong;
static uint64_t ids[kGoroutines];

static void Destroy(void *value) {
  long *number = value;
  sum += *number;
  destroyed++;
  free(number);
}

static void SetsItAgain(void *value) {
  rounds++;
  pag_local_set(again, value);
}

typedef struct {
  int next;
} Order;

static void Third(void *argument) {
  Order *order = argument;
  order_wrong += order->next++ != 2;
  free(order);
  pag_waitgroup_done(&all);
}
static void Second(void *argument) {
  order_wrong += ((Order *)argument)->next++ != 1;
  Dig(40, 1);
}
static void First(void *argument) {
  order_wrong += ((Order *)argument)->next++ != 0;
  if (pag_local_get(plain) == NULL) wrong++;  // values come after hooks
}

NOINLINE static void Fill(int id, int depth) {
  if (depth) {
    Fill(id, depth - 1);
    return;
  }
  for (int k = id % 5; k < kKeys; k += 1 + id % 3) {
    long *number = malloc(sizeof *number);
    *number = id * 100 + k;
    pag_local_set(keys[k], number);
    if (k % 8 == 0) pag_yield();
  }
}

static void Run(void *argument) {
  int id = (int)(intptr_t)argument;
  Order *order = calloc(1, sizeof *order);
  ids[id] = pag_goid();
  if (pag_local_get(keys[3])) wrong++;
  pag_local_set(plain, &wrong);
  pag_at_goexit(Third, order);
  pag_at_goexit(Second, order);
  pag_at_goexit(First, order);
  Fill(id, id * 3);
  if (id % 4 == 0) pag_local_set(again, &rounds);
  for (int k = id % 5; k < kKeys; k += 1 + id % 3) {
    long *number = pag_local_get(keys[k]);
    if (!number || *number != id * 100 + k) wrong++;
  }
  if (pag_goid() != ids[id]) wrong++;
  if (id % 2) pag_goexit();
}

int main(void) {
  for (int k = 0; k < kKeys; k++) pag_key_create(&keys[k], Destroy);
  pag_key_create(&again, SetsItAgain);
  pag_key_create(&plain, NULL);
  // One after another: destructors count in plain variables.
  for (int i = 0; i < kGoroutines; i++) {
    pag_waitgroup_add(&all, 1);
    pag_go(Run, (void *)(intptr_t)i);
    pag_waitgroup_wait(&all);
    while (pag_num_goroutines() != 1) pag_yield();
  }
  printf("%ld destroyed, sum %ld, rounds %ld, wrong %d %d\n", destroyed, sum,
         rounds, wrong, order_wrong);
  int same = 0;
  for (int i = 0; i < kGoroutines; i++)
    for (int k = 0; k < i; k++) same += ids[i] == ids[k];
  printf("%d %d %d\n", same, ids[0] == pag_goid(),
         pag_local_set(PAG_KEYS_MAX, &same) != 0);
  printf("%u\n", Dig(200, 3));
  return 0;
}
