// A round trip: a number goes to another goroutine and comes back, through two
// channels without buffers.
#include "benchmarks/concurrency/pagurus/works.h"

struct channels {
  pag_chan *there, *back;
};

static void echo(void* arg) {
  const struct channels c = *(struct channels*)arg;
  long number;
  while (pag_chan_recv(c.there, &number) == PAG_DONE) {
    ++number;
    pag_chan_send(c.back, &number);
  }
  pag_chan_close(c.back);
}

void chan_unbuffered(long unused, long count) {
  struct channels c = {pag_chan_make(sizeof(long), 0),
                       pag_chan_make(sizeof(long), 0)};
  struct stopwatch watch = {0, 0};
  long sum = 0, number;
  (void)unused;
  require(c.there != NULL && c.back != NULL, "pag_chan_make");
  require(pag_go(echo, &c) == 0, "pag_go");
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    pag_chan_send(c.there, &i);
    pag_chan_recv(c.back, &number);
    sum += number;
  }
  end(&watch);
  pag_chan_close(c.there);
  require(pag_chan_recv(c.back, &number) == PAG_CLOSED, "the end");
  require(sum == count * (count + 1) / 2, "sum");
  report("time", count, &watch);
}
