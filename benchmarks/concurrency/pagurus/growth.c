// What it costs that a stack grows: a recursion in a goroutine whose stack is
// small yet, less the same once more, when it is large enough.
#include "benchmarks/concurrency/pagurus/works.h"
#include "benchmarks/concurrency/recursion.h"

struct growth {
  recursion* function;
  long levels;
  int keep;
  struct stopwatch cold, warm;
};

static pag_waitgroup grown;
static pag_chan* end_of_all;

static void grow(void* arg) {
  struct growth* growth = arg;
  for (int warm = 0; warm < 2; ++warm) {
    struct stopwatch* watch = warm ? &growth->warm : &growth->cold;
    long start = 1;
    begin(watch);
    const long sum = growth->function(growth->levels, &start);
    end(watch);
    require(sum == growth->levels + 1, "sum of the frames");
  }
  pag_waitgroup_done(&grown);
  if (growth->keep) pag_chan_recv(end_of_all, NULL);
}

// Learned start sizes would hide the first growths.
static const char* switches_for(long what) {
  return growth_memory(what) == kMoved ? "learn=0,inplace=0" : "learn=0";
}

void growth(long what, long count) {
  const int fresh = growth_memory(what) == kFresh;
  struct growth growth = {recursions[growth_kind(what)],
                          growth_levels(what),
                          fresh,
                          {0, 0},
                          {0, 0}};
  run_with_switches(switches_for(what), growth_name(what), count);
  end_of_all = pag_chan_make(0, 0);
  // One more where memory is to have been used before.
  for (long i = fresh; i <= count; ++i) {
    pag_waitgroup_add(&grown, 1);
    require(pag_go(grow, &growth) == 0, "pag_go");
    pag_waitgroup_wait(&grown);
    if (i == 0) growth.cold = growth.warm = (struct stopwatch){0, 0};
  }
  pag_chan_close(end_of_all);
  pag_stats stats;
  pag_get_stats(&stats, sizeof stats);
  require(stats.max_stack_bytes == (uint64_t)growth_size(what),
          "the stack's size");
  require((stats.in_place == 0) ==
              (growth_memory(what) == kMoved || growth_size(what) <= 64 << 10),
          "in place");
  report_difference("time", count * growth.levels, &growth.cold, &growth.warm);
}
