// Goroutines that all wait for the same channel, which is then closed.
#include "benchmarks/concurrency/pagurus/works.h"

static pag_chan* chan;
static pag_waitgroup waiting = PAG_INIT, done = PAG_INIT;
static long woken;

static void waiter(void* arg) {
  (void)arg;
  long element;
  pag_waitgroup_done(&waiting);
  if (pag_chan_recv(chan, &element) == PAG_CLOSED && element == 0) ++woken;
  pag_waitgroup_done(&done);
}

void parked(long unused, long count) {
  struct stopwatch create = {0, 0}, wake = {0, 0};
  (void)unused;
  chan = pag_chan_make(sizeof(long), 0);
  require(chan != NULL, "pag_chan_make");
  pag_waitgroup_add(&waiting, (int32_t)count);
  pag_waitgroup_add(&done, (int32_t)count);
  const long before = resident_bytes();
  begin(&create);
  for (long i = 0; i < count; ++i) {
    require(pag_go(waiter, NULL) == 0, "pag_go");
  }
  pag_waitgroup_wait(&waiting);
  pag_yield();
  end(&create);
  const long bytes = resident_bytes() - before;
  begin(&wake);
  pag_chan_close(chan);
  pag_waitgroup_wait(&done);
  end(&wake);
  require(woken == count, "goroutines that woke");
  report("create", count, &create);
  report_bytes(count, bytes);
  report("wake", count, &wake);
}
