// Starting a goroutine and waiting for its end, one after the other.
#include "benchmarks/concurrency/pagurus/works.h"

static long sum;

static void work(void* done) {
  ++sum;
  pag_waitgroup_done(done);
}

void create_join(long unused, long count) {
  pag_waitgroup done = PAG_INIT;
  struct stopwatch watch = {0, 0};
  (void)unused;
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    pag_waitgroup_add(&done, 1);
    require(pag_go(work, &done) == 0, "pag_go");
    pag_waitgroup_wait(&done);
  }
  end(&watch);
  require(sum == count, "goroutines that ran");
  report("time", count, &watch);
}
