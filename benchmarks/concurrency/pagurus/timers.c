// Goroutines that sleep until moments of their own: five seconds for a million
// to start in, then one in which all wake.
#include "benchmarks/concurrency/pagurus/works.h"

static pag_waitgroup done = PAG_INIT;
static int64_t first, spread;
static long too_early;

static void sleeper(void* arg) {
  // A multiplicative hash: their order has nothing to do with the timers'.
  const uint32_t hash = (uint32_t)(uintptr_t)arg * 2654435761u;
  const int64_t until = first + (spread * (hash >> 12) >> 20);
  pag_sleep(until - pag_now());
  if (pag_now() < until) ++too_early;
  pag_waitgroup_done(&done);
}

void timers(long unused, long count) {
  struct stopwatch watch = {0, 0};
  (void)unused;
  first = pag_now() + 5000 * count;
  spread = 1000 * count;
  pag_waitgroup_add(&done, (int32_t)count);
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    require(pag_go(sleeper, (void*)(uintptr_t)i) == 0, "pag_go");
  }
  pag_waitgroup_wait(&done);
  end(&watch);
  require(too_early == 0, "a goroutine woke too early");
  report("time", count, &watch);
}
