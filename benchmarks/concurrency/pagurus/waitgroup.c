// Fan-out and fan-in, again and again: goroutines start, and one waits for all.
#include "benchmarks/concurrency/pagurus/works.h"

static long sum;

static void work(void* done) {
  ++sum;
  pag_waitgroup_done(done);
}

void waitgroup(long goroutines, long count) {
  pag_waitgroup done = PAG_INIT;
  struct stopwatch watch = {0, 0};
  begin(&watch);
  for (long round = 0; round < count; ++round) {
    pag_waitgroup_add(&done, (int32_t)goroutines);
    for (long i = 0; i < goroutines; ++i) {
      require(pag_go(work, &done) == 0, "pag_go");
    }
    pag_waitgroup_wait(&done);
  }
  end(&watch);
  require(sum == goroutines * count, "goroutines that ran");
  report("time", count, &watch);
}
