// A call in a loop at the depth where the stack is full: the growth is part of
// the first one's time.  And calls alone, for counting instructions.
#include "benchmarks/concurrency/call_loop.h"
#include "benchmarks/concurrency/pagurus/works.h"

struct try {
  long depth, calls;
  int64_t* least;
};

static pag_waitgroup tried;

static void hot_try(void* arg) {
  struct try* try = arg;
  struct stopwatch watch = {0, 0};
  begin(&watch);
  const long sum = hot_at(try->depth, try->calls);
  end(&watch);
  require(sum == try->calls, "calls");
  if (*try->least == 0 || watch.cpu < *try->least) *try->least = watch.cpu;
  pag_waitgroup_done(&tried);
}

void hot_split(long unused, long count) {
  static int64_t times[kDepths];
  (void)unused;
  run_with_switches("learn=0", "hot_split", count);
  for (long i = 0; i < kDepths * kHotTries; ++i) {
    struct try try = {i % kDepths, count, &times[i % kDepths]};
    pag_waitgroup_add(&tried, 1);
    require(pag_go(hot_try, &try) == 0, "pag_go");
    pag_waitgroup_wait(&tried);
  }
  pag_stats stats;
  pag_get_stats(&stats, sizeof stats);
  require(stats.grows >= kDepths, "stacks that were full");
  report_worst(times);
}

void prologue_fib(long unused, long n) {
  (void)unused;
  prologue_fib_here(n);
}
