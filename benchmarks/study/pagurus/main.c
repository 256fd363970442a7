// Makes stacks of frames of one shape, and moves them, or measures how they
// grow.
//
//   PROGRAM parts SHAPE MASK DEPTH warm|cold ROUNDS    how long moving one
//   takes PROGRAM growth SHAPE MASK DEPTH warm|cold ROUNDS   growing one from
//   nothing
//
// Prints a line of JSON.  The switches that it wants (PAGURUS=...) are the
// driver's to set.
#include <pagurus.h>

#include "benchmarks/concurrency/harness.h"
#include "benchmarks/study/pagurus/moves.h"
#include "shapes.h"

static struct {
  recursion* function;
  unsigned long mask;
  long depth, rounds;
  int cold, parts;
} task;

__attribute__((noinline)) static long bottom(long here) {
  if (task.parts) measure_parts(task.cold, task.rounds);
  return here;
}

static pag_waitgroup done;

static void check(long sum) { require(sum == task.depth, "sum of the frames"); }

static void parts(void* unused) {
  long start = 0;
  (void)unused;
  // One frame is the last one, which keeps no pointers.
  check(task.function(task.depth, task.mask, &start));
  pag_waitgroup_done(&done);
}

// The time of the clock: of the first descent, in which the stack grows, and of
// another one.
static void growth(void* times) {
  for (int warm = 0; warm < 2; ++warm) {
    long start = 0;
    const int64_t begun = clock_ns(CLOCK_MONOTONIC);
    const long sum = task.function(task.depth, task.mask, &start);
    ((int64_t*)times)[warm] = clock_ns(CLOCK_MONOTONIC) - begun;
    check(sum);
  }
  pag_waitgroup_done(&done);
}

static void run(void (*function)(void*), void* arg) {
  pag_waitgroup_add(&done, 1);
  require(pag_go(function, arg) == 0, "pag_go");
  pag_waitgroup_wait(&done);
}

// Of what was counted, a goroutine's share.
static long long each(uint64_t before, uint64_t after) {
  return (long long)(after - before) / task.rounds;
}

static void measure_growth(void) {
  pag_stats before, after;
  int64_t times[2];
  // The first one finds fresh memory.
  run(growth, times);
  pag_get_stats(&before, sizeof before);
  printf("{\"measure\": \"growth\", \"samples\": [");
  for (long i = 0; i < task.rounds; ++i) {
    if (task.cold) forget_caches();
    run(growth, times);
    printf("%s[%lld, %lld]", i == 0 ? "" : ", ", (long long)times[0],
           (long long)times[1]);
  }
  pag_get_stats(&after, sizeof after);
  printf(
      "], \"moves\": %lld, \"by_pages\": %lld, \"frames\": %lld, "
      "\"rewritten\": %lld, \"bytes\": %lld}\n",
      each(before.moves, after.moves),
      each(before.pages_moved, after.pages_moved),
      each(before.frames, after.frames),
      each(before.pointers_rewritten, after.pointers_rewritten),
      each(before.bytes_copied, after.bytes_copied));
}

int main(int argc, char** argv) {
  require(argc == 7, "six arguments");
  task.mask = strtoul(argv[3], NULL, 16);
  task.depth = atol(argv[4]);
  task.cold = strcmp(argv[5], "cold") == 0;
  task.rounds = atol(argv[6]);
  task.parts = strcmp(argv[1], "parts") == 0;
  for (int i = 0; shapes[i].name != NULL; ++i) {
    if (strcmp(shapes[i].name, argv[2]) == 0)
      task.function = shapes[i].function;
  }
  require(task.function != NULL, "a shape of that name");
  require(task.depth > 0 && task.rounds > 0, "depth and rounds");
  pag_unlock_thread();
  if (task.parts) {
    run(parts, NULL);
  } else {
    measure_growth();
  }
  return 0;
}
