// Many short goroutines, each of which needs the same few KB: the handlers of
// golang/go#18138.  So many are under way at a time, all at their deepest.
//
//   PROGRAM BYTES COUNT
//
// Prints {"measure": "short", "operations": N, "cpu_ns": …, "grows": …}.
#include <pagurus.h>

#include "benchmarks/study/depths.h"

enum { kAtATime = 64, kRounds = 20 };

static pag_waitgroup done;

static void give_way(void) { pag_yield(); }

DOWN(give_way)

static void handle(void* levels) {
  down((long)levels);
  pag_waitgroup_done(&done);
}

static void handlers(long levels, long count) {
  for (long i = 0; i < count; i += kAtATime) {
    pag_waitgroup_add(&done, kAtATime);
    for (long j = 0; j < kAtATime; ++j) {
      require(pag_go(handle, (void*)levels) == 0, "pag_go");
    }
    pag_waitgroup_wait(&done);
  }
}

int main(int argc, char** argv) {
  const struct depths task = read_depths(argc, argv);
  const long count = task.count / kAtATime * kAtATime;
  struct stopwatch watch = {0, 0};
  pag_stats before, after;
  require(count > 0, "enough for all at a time");
  pag_unlock_thread();
  // Something to learn from.
  handlers(task.levels, kRounds * kAtATime);
  pag_get_stats(&before, sizeof before);
  begin(&watch);
  handlers(task.levels, count);
  end(&watch);
  pag_get_stats(&after, sizeof after);
  printf(
      "{\"measure\": \"short\", \"operations\": %ld, \"cpu_ns\": %lld, "
      "\"grows\": %lld}\n",
      count, (long long)watch.cpu, (long long)(after.grows - before.grows));
  return 0;
}
