// Large stacks: the call for which a stack of 32 MB becomes one of 64 MB, and
// how that becomes small again.
#include "benchmarks/concurrency/pagurus/works.h"

enum { kFrame = 1024, kBefore = 26 << 10, kTimed = 8 << 10 };

static pag_waitgroup all;
static pag_chan* hold;
static struct stopwatch doubling;
static uint64_t grows;

__attribute__((noinline)) static long down(long levels, long* up) {
  volatile char frame[kFrame];
  long here = levels;
  frame[levels % kFrame] = 1;
  if (levels == 0) return *up;
  return down(levels - 1, &here) + frame[levels % kFrame];
}

static uint64_t growths(void) {
  pag_stats stats;
  pag_get_stats(&stats, sizeof stats);
  return stats.grows;
}

// `last` is where the caller's watch began.
__attribute__((noinline)) static long timed(long levels,
                                            struct stopwatch* last) {
  volatile char frame[kFrame];
  struct stopwatch here = {0, 0};
  frame[levels % kFrame] = 1;
  end(last);
  if (growths() != grows) {
    require(doubling.wall == 0, "one growth");
    doubling = *last;
    grows = growths();
  }
  if (levels == 0) return 0;
  begin(&here);
  return timed(levels - 1, &here) + frame[levels % kFrame];
}

__attribute__((noinline)) static long fill(long levels, long* up) {
  volatile char frame[kFrame];
  long here = levels;
  frame[levels % kFrame] = 1;
  if (levels == 0) {
    struct stopwatch first = {0, 0};
    grows = growths();
    begin(&first);
    return timed(kTimed, &first) + *up;
  }
  return fill(levels - 1, &here) + frame[levels % kFrame];
}

static void grow(void* arg) {
  struct stopwatch* sum = arg;
  long start = 1;
  doubling = (struct stopwatch){0, 0};
  require(fill(kBefore, &start) == kBefore + kTimed + 1, "sum of the frames");
  require(doubling.wall != 0, "a growth");
  sum->cpu += doubling.cpu;
  sum->wall += doubling.wall;
  pag_waitgroup_done(&all);
}

void stack_double(long by_moving, long count) {
  struct stopwatch sum = {0, 0};
  if (by_moving) run_with_switches("inplace=0", "stack_double_copy", count);
  for (long i = 0; i < count; ++i) {
    pag_waitgroup_add(&all, 1);
    require(pag_go(grow, &sum) == 0, "pag_go");
    pag_waitgroup_wait(&all);
  }
  pag_stats stats;
  pag_get_stats(&stats, sizeof stats);
  require(stats.max_stack_bytes == 64 << 20, "the stack's size");
  require((stats.in_place == 0) == (by_moving != 0), "in place");
  report("time", count, &sum);
}

static void deep_then_wait(void* arg) {
  long start = 1, element = 0;
  require(down(kBefore + kTimed, &start) == kBefore + kTimed + 1, "sum");
  pag_waitgroup_done(&all);
  pag_chan_recv(hold, &element);
  *(long*)arg += element;
  pag_waitgroup_done(&all);
}

void stack_shrink(long unused, long count) {
  struct stopwatch watch = {0, 0};
  long looks = 0, sum = 0, one = 1;
  (void)unused;
  hold = pag_chan_make(sizeof(long), 0);
  for (long i = 0; i < count; ++i) {
    const long before = resident_bytes();
    pag_waitgroup_add(&all, 1);
    require(pag_go(deep_then_wait, &sum) == 0, "pag_go");
    pag_waitgroup_wait(&all);
    require(resident_bytes() - before > 30 << 20, "memory in use");
    begin(&watch);
    do {
      pag_shrink_stacks();
      ++looks;
    } while (resident_bytes() - before > 2 << 20 && looks < 1000);
    end(&watch);
    pag_waitgroup_add(&all, 1);
    pag_chan_send(hold, &one);
    pag_waitgroup_wait(&all);
  }
  require(sum == count && looks < 1000, "memory came back");
  report("time", count, &watch);
  report_bytes(count, looks);
}
