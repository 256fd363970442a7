// close: wakes everybody who waits to receive, in plain receives, timed ones
// and selects; what the buffer holds is still received, and then zeros.  A
// goroutine frees the channel as soon as it has seen the end.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kWaiters = 9 };

static pag_chan *gate, *never, *results;

static void Wait(void *argument) {
  long id = (long)(intptr_t)argument;
  uint64_t value[2] = {id + 1u, id + 2u};
  int received = 7;
  struct pag_case cases[3] = {{never, value, PAG_RECV},
                              {gate, value, PAG_RECV},
                              {gate, value, PAG_RECV}};
  Dig((unsigned)id * 10, 1);
  long result;
  if (id % 3 == 0) {
    result = pag_chan_recv(gate, value) == PAG_CLOSED;
  } else if (id % 3 == 1) {
    int64_t hour = INT64_C(3600) * 1000000000;
    result =
        pag_chan_recv_for(gate, value, id % 2 ? hour : INT64_MAX) == PAG_CLOSED;
  } else {
    result = pag_select(cases, 3, -1, &received) > 0 && !received;
  }
  result = result && value[0] == 0 && value[1] == 0;
  pag_chan_send(results, &result);
}

static void Drain(void *argument) {
  pag_chan *ch = argument;
  long sum = 0;
  int value;
  while (pag_chan_recv(ch, &value) == PAG_DONE) sum += value;
  pag_chan_free(ch);
  pag_chan_send(results, &sum);
}

int main(void) {
  results = pag_chan_make(sizeof(long), 0);
  never = pag_chan_make(2 * sizeof(uint64_t), 0);
  for (int round = 0; round < 4; round++) {
    gate = pag_chan_make(2 * sizeof(uint64_t), (size_t)round);
    for (long i = 0; i < kWaiters; i++) pag_go(Wait, (void *)(intptr_t)i);
    for (int i = 0; i < round * 4; i++) pag_yield();
    pag_chan_close(gate);
    long woken = 0, value;
    for (int i = 0; i < kWaiters; i++) {
      pag_chan_recv(results, &value);
      woken += value;
    }
    printf("%ld\n", woken);
    pag_chan_free(gate);
  }
  for (int capacity = 1; capacity < 6; capacity++) {
    pag_chan *ch = pag_chan_make(sizeof(int), (size_t)capacity);
    pag_go(Drain, ch);
    for (int i = 1; i <= 40; i++) pag_chan_send(ch, &i);
    pag_chan_close(ch);
    long sum;
    pag_chan_recv(results, &sum);
    printf("%ld\n", sum);
  }
  printf("%u\n", Dig(200, 1));
  return 0;
}
