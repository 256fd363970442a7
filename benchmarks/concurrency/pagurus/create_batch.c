// Starting many goroutines at once in a fresh process, and waiting for all:
// with the pages that the kernel must find for them.
#include "benchmarks/concurrency/pagurus/works.h"

static long sum;

static void work(void* done) {
  ++sum;
  pag_waitgroup_done(done);
}

void create_batch(long unused, long count) {
  pag_waitgroup done = PAG_INIT;
  struct stopwatch watch = {0, 0};
  (void)unused;
  begin(&watch);
  pag_waitgroup_add(&done, (int32_t)count);
  for (long i = 0; i < count; ++i) {
    require(pag_go(work, &done) == 0, "pag_go");
  }
  pag_waitgroup_wait(&done);
  end(&watch);
  require(sum == count, "goroutines that ran");
  report("time", count, &watch);
}
