// Timeouts that race hand-overs: whatever the two sides are told, as many
// elements have been sent as were received, and each is received once.  Guards
// the claim of a wait by its timer against the one by a partner.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kWorkers = 3, kEach = 50 };

typedef struct {
  long count, sum, late;
} Result;

static pag_chan *items, *results;

static void Send(void *argument) {
  uint32_t random = (uint32_t)(intptr_t)argument;
  Result r = {0, 0, 0};
  for (long i = 0; i < kEach; i++) {
    int64_t ns = (int64_t)(Next(&random) % 3000);
    int result = pag_chan_send_for(items, &i, ns);
    if (result == PAG_DONE) {
      r.count++;
      r.sum += i;
    } else {
      r.late += result != PAG_TIMED_OUT;
    }
    if (Next(&random) % 4 == 0) Dig(Next(&random) % 30, 1);
  }
  r.count = -r.count;
  r.sum = -r.sum;
  pag_chan_send(results, &r);
}

static void Receive(void *argument) {
  uint32_t random = (uint32_t)(intptr_t)argument + 99;
  Result r = {0, 0, 0};
  for (long i = 0; i < kEach; i++) {
    long value = 0;
    int64_t ns = (int64_t)(Next(&random) % 3000);
    int received = 0;
    struct pag_case cases[2] = {{items, &value, PAG_RECV},
                                {items, &value, PAG_RECV}};
    int result = PAG_DONE;
    if (i % 2)
      result = pag_chan_recv_for(items, &value, ns);
    else if (pag_select(cases, 2, ns ? ns : 1, &received) < 0)
      result = PAG_TIMED_OUT;
    else
      r.late += !received;
    if (result == PAG_DONE) {
      r.count++;
      r.sum += value;
    } else {
      r.late += result != PAG_TIMED_OUT;
    }
    if (Next(&random) % 4 == 0) Dig(Next(&random) % 30, 1);
  }
  pag_chan_send(results, &r);
}

int main(void) {
  results = pag_chan_make(sizeof(Result), 0);
  for (size_t capacity = 0; capacity < 4; capacity += 3) {
    items = pag_chan_make(sizeof(long), capacity);
    for (long i = 0; i < kWorkers; i++) {
      pag_go(Send, (void *)(intptr_t)i);
      pag_go(Receive, (void *)(intptr_t)i);
    }
    Result total = {0, 0, 0}, r;
    for (int i = 0; i < 2 * kWorkers; i++) {
      pag_chan_recv(results, &r);
      total.count += r.count;
      total.sum += r.sum;
      total.late += r.late;
    }
    long value;
    while (pag_chan_try_recv(items, &value) == PAG_DONE) {
      total.count++;
      total.sum += value;
    }
    printf("%ld %ld %ld\n", total.count, total.sum, total.late);
    pag_chan_free(items);
  }
  long value = 4;
  pag_chan *idle = pag_chan_make(sizeof(long), 1);
  printf("%d ", pag_chan_recv_for(idle, &value, 3000000));
  printf("%d ", pag_chan_send_for(idle, &value, 3000000));
  printf("%d ", pag_chan_send_for(idle, &value, 3000000));
  printf("%d ", pag_chan_recv_for(idle, &value, -1));
  printf("%ld %u\n", value, Dig(200, 1));
  return 0;
}
