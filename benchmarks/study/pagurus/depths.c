// Goroutines that wait with so much on their stacks, and what is left of that
// when they have come up again.
//
//   PROGRAM BYTES COUNT
#include "benchmarks/study/depths.h"

#include <pagurus.h>

static pag_chan *deep, *shallow;
static pag_waitgroup arrived = PAG_INIT, done = PAG_INIT;

static void wait_deep(void) {
  pag_waitgroup_done(&arrived);
  pag_chan_recv(deep, NULL);
}

DOWN(wait_deep)

static void sink(void* levels) {
  down((long)levels);
  pag_waitgroup_done(&arrived);
  pag_chan_recv(shallow, NULL);
  pag_waitgroup_done(&done);
}

int main(int argc, char** argv) {
  const struct depths task = read_depths(argc, argv);
  pag_unlock_thread();
  deep = pag_chan_make(0, 0);
  shallow = pag_chan_make(0, 0);
  pag_waitgroup_add(&arrived, (int32_t)task.count);
  pag_waitgroup_add(&done, (int32_t)task.count);
  const long before = resident_bytes();
  for (long i = 0; i < task.count; ++i) {
    require(pag_go(sink, (void*)task.levels) == 0, "pag_go");
  }
  pag_waitgroup_wait(&arrived);
  pag_yield();
  const long below = resident_bytes() - before;
  pag_waitgroup_add(&arrived, (int32_t)task.count);
  pag_chan_close(deep);
  pag_waitgroup_wait(&arrived);
  pag_yield();
  // Two looks take a stack down to what others like it have needed, some more
  // to what it needs itself.
  for (int i = 0; i < 10; ++i) pag_shrink_stacks();
  report_depths(&task, below, resident_bytes() - before);
  pag_chan_close(shallow);
  pag_waitgroup_wait(&done);
  return 0;
}
