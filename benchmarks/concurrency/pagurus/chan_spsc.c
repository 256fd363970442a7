// One goroutine sends, another one receives, through a channel with a buffer.
#include "benchmarks/concurrency/pagurus/works.h"

struct producer {
  pag_chan* chan;
  long count;
};

static void produce(void* arg) {
  const struct producer p = *(struct producer*)arg;
  for (long i = 0; i < p.count; ++i) pag_chan_send(p.chan, &i);
  pag_chan_close(p.chan);
}

void chan_spsc(long capacity, long count) {
  struct producer p = {pag_chan_make(sizeof(long), (size_t)capacity), count};
  struct stopwatch watch = {0, 0};
  long sum = 0, element;
  require(p.chan != NULL, "pag_chan_make");
  begin(&watch);
  require(pag_go(produce, &p) == 0, "pag_go");
  while (pag_chan_recv(p.chan, &element) == PAG_DONE) sum += element;
  end(&watch);
  require(sum == count * (count - 1) / 2, "sum");
  report("time", count, &watch);
}
