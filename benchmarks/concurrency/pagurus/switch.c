// Goroutines that do nothing but give way to the next one.
#include "benchmarks/concurrency/pagurus/works.h"

static long started, switches;
static int stop;

static void give_way(void* done) {
  ++started;
  while (!stop) {
    ++switches;
    pag_yield();
  }
  pag_waitgroup_done(done);
}

void switch_among(long goroutines, long count) {
  const long rounds = count / goroutines;
  pag_waitgroup done = PAG_INIT;
  struct stopwatch watch = {0, 0};
  require(rounds > 0, "count is less than the number of goroutines");
  pag_waitgroup_add(&done, (int32_t)goroutines - 1);
  for (long i = 1; i < goroutines; ++i) {
    require(pag_go(give_way, &done) == 0, "pag_go");
  }
  // Until each has been in the queue of those that take turns.
  while (started < goroutines - 1) pag_yield();
  switches = 0;
  begin(&watch);
  for (long i = 0; i < rounds; ++i) {
    ++switches;
    pag_yield();
  }
  end(&watch);
  const long measured = switches;
  stop = 1;
  pag_waitgroup_wait(&done);
  // Who yields lets all the others run first; but on a busy machine one may be
  // preempted before it counts.
  require(
      measured > rounds * goroutines / 2 && measured < 2 * rounds * goroutines,
      "every goroutine has its turn");
  report("time", measured, &watch);
}
