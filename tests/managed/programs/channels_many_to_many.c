// Several producers and consumers on one channel: every element arrives once
// and whole, those of one producer in order at each consumer.  Guards the
// queues of waiters and the ring when both sides wait in turn.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kProducers = 5, kConsumers = 4, kEach = 60 };

typedef struct {
  int producer, number;
  uint64_t check;
} Item;

static pag_chan *items, *results;

NOINLINE static void SendFromDepth(int depth, const Item *item) {
  Item mine = *item;
  mine.check = Mix((uint64_t)mine.producer, (uint64_t)mine.number);
  if (depth)
    SendFromDepth(depth - 1, &mine);
  else
    pag_chan_send(items, &mine);
}

static void Produce(void *argument) {
  int id = (int)(intptr_t)argument;
  for (int i = 0; i < kEach; i++) SendFromDepth(i % 11, &(Item){id, i, 0});
  long none = -1;
  pag_chan_send(results, &none);
}

static void Consume(void *argument) {
  (void)argument;
  int last[kProducers];
  for (int i = 0; i < kProducers; i++) last[i] = -1;
  long count = 0;
  Item item;
  while (pag_chan_recv(items, &item) == PAG_DONE) {
    if (item.check != Mix((uint64_t)item.producer, (uint64_t)item.number) ||
        item.number <= last[item.producer])
      count += 1000000;
    last[item.producer] = item.number;
    count++;
    if (count % 16 == 0) Dig(30, 2);
  }
  pag_chan_send(results, &count);
}

int main(void) {
  for (size_t capacity = 0; capacity < 12; capacity += 5) {
    items = pag_chan_make(sizeof(Item), capacity);
    results = pag_chan_make(sizeof(long), 0);
    for (int i = 0; i < kConsumers; i++) pag_go(Consume, NULL);
    for (int i = 0; i < kProducers; i++) pag_go(Produce, (void *)(intptr_t)i);
    long total = 0, value;
    for (int i = 0; i < kProducers; i++) pag_chan_recv(results, &value);
    pag_chan_close(items);
    for (int i = 0; i < kConsumers; i++) {
      pag_chan_recv(results, &value);
      total += value;
    }
    printf("%ld\n", total);
    pag_chan_free(items);
    pag_chan_free(results);
  }
  printf("%u\n", Dig(200, 1));
  return 0;
}
