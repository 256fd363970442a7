// A bounded queue of two conditions, a gate that a broadcast opens, waits with
// timeouts among others without: guards that no signal is lost, given to one
// that has timed out, or delivered to two.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kProducers = 5, kConsumers = 4, kEach = 60, kRoom = 3 };

static struct {
  pag_mutex mutex;
  pag_cond not_full, not_empty;
  int items[kRoom];
  unsigned head, tail;
  int closed;
} queue;
static pag_waitgroup producers, consumers;
static long sum, taken;

NOINLINE static void Put(int item, int depth) {
  volatile char pad[64];
  pad[depth % 64] = (char)item;
  if (depth) {
    Put(item, depth - 1);
    return;
  }
  pag_mutex_lock(&queue.mutex);
  while (queue.tail - queue.head == kRoom)
    pag_cond_wait(&queue.not_full, &queue.mutex);
  queue.items[queue.tail++ % kRoom] = item;
  pag_cond_signal(&queue.not_empty);
  pag_mutex_unlock(&queue.mutex);
}

static void Producer(void *argument) {
  int id = (int)(intptr_t)argument;
  for (int i = 0; i < kEach; i++) Put(id * 1000 + i, i % 20);
  pag_waitgroup_done(&producers);
}

static void Consumer(void *argument) {
  const int timed = (intptr_t)argument % 2;
  long mine = 0, n = 0;
  for (;;) {
    pag_mutex_lock(&queue.mutex);
    while (queue.tail == queue.head && !queue.closed) {
      if (timed)
        (void)pag_cond_wait_for(&queue.not_empty, &queue.mutex, 20000);
      else
        pag_cond_wait(&queue.not_empty, &queue.mutex);
    }
    if (queue.tail == queue.head) break;
    mine += queue.items[queue.head++ % kRoom];
    n++;
    pag_cond_signal(&queue.not_full);
    pag_mutex_unlock(&queue.mutex);
    if (n % 3 == 0) pag_yield();
  }
  sum += mine;  // with the mutex
  taken += n;
  pag_mutex_unlock(&queue.mutex);
  pag_waitgroup_done(&consumers);
}

static struct {
  pag_mutex mutex;
  pag_cond opened;
  int open, through;
} gate;

static void Passenger(void *argument) {
  long mine = (long)(intptr_t)argument;
  pag_mutex_lock(&gate.mutex);
  while (!gate.open) pag_cond_wait(&gate.opened, &gate.mutex);
  gate.through++;
  Dig((unsigned)mine, 1);
  pag_mutex_unlock(&gate.mutex);
  pag_waitgroup_done(&consumers);
}

int main(void) {
  pag_waitgroup_add(&producers, kProducers);
  pag_waitgroup_add(&consumers, kConsumers);
  for (int i = 0; i < kConsumers; i++) pag_go(Consumer, (void *)(intptr_t)i);
  for (int i = 0; i < kProducers; i++) pag_go(Producer, (void *)(intptr_t)i);
  pag_waitgroup_wait(&producers);
  pag_mutex_lock(&queue.mutex);
  queue.closed = 1;
  pag_cond_broadcast(&queue.not_empty);
  pag_mutex_unlock(&queue.mutex);
  pag_waitgroup_wait(&consumers);
  printf("%ld of %ld\n", sum, taken);

  pag_waitgroup_add(&consumers, 50);
  for (int i = 0; i < 50; i++) pag_go(Passenger, (void *)(intptr_t)i);
  for (int i = 0; i < 3; i++) pag_yield();
  pag_mutex_lock(&gate.mutex);
  printf("timed out: %d\n",
         pag_cond_wait_for(&gate.opened, &gate.mutex, 100000) == PAG_TIMED_OUT);
  gate.open = 1;
  pag_cond_broadcast(&gate.opened);
  pag_mutex_unlock(&gate.mutex);
  pag_waitgroup_wait(&consumers);
  printf("%d through, %u\n", gate.through, Dig(200, 3));
  return 0;
}
