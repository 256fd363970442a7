// Two goroutines send, each through a channel of its own without a buffer; one
// receives from whichever has something, and waits when neither has.
#include "benchmarks/concurrency/pagurus/works.h"

struct producer {
  pag_chan* chan;
  long count;
};

static void produce(void* arg) {
  const struct producer p = *(struct producer*)arg;
  for (long i = 0; i < p.count; ++i) pag_chan_send(p.chan, &i);
}

void select_block(long unused, long count) {
  struct producer producers[2];
  struct pag_case cases[2];
  struct stopwatch watch = {0, 0};
  const long each = count / 2;
  long element, sum = 0;
  int received, all = 1;
  (void)unused;
  for (int i = 0; i < 2; ++i) {
    producers[i].chan = pag_chan_make(sizeof(long), 0);
    producers[i].count = each;
    require(producers[i].chan != NULL, "pag_chan_make");
    cases[i] = (struct pag_case){producers[i].chan, &element, PAG_RECV};
    require(pag_go(produce, &producers[i]) == 0, "pag_go");
  }
  begin(&watch);
  for (long i = 0; i < 2 * each; ++i) {
    pag_select(cases, 2, -1, &received);
    all &= received;
    sum += element;
  }
  end(&watch);
  require(all && sum == each * (each - 1), "sum");
  report("time", 2 * each, &watch);
}
