/* A thousand goroutines on all processors, each on its own small stack.
 *
 *   ./pagurus run --stats examples/goroutines.c
 *
 * Every goroutine walks a chain of calls, gives way at the bottom, and adds up
 * what it left in its frames on the way back.  The stacks start small and grow
 * only as far as each one needs.
 */
#include <pagurus.h>
#include <stdio.h>
#include <stdlib.h>

enum { kGoroutines = 1000 };

struct job {
  int depth;
  long sum;
  pag_waitgroup *group;
};

static void descend(int depth, long *sum) {
  int here = depth; /* a local whose address goes down one more level */
  if (depth == 0) {
    pag_yield();
    return;
  }
  long below = 0;
  descend(depth - 1, &below);
  *sum = below + here;
}

static void work(void *arg) {
  struct job *job = arg;
  descend(job->depth, &job->sum);
  pag_waitgroup_done(job->group);
}

int main(void) {
  pag_waitgroup group = PAG_INIT;
  struct job *jobs = calloc(kGoroutines, sizeof *jobs);
  if (jobs == NULL) return 1;
  for (int i = 0; i < kGoroutines; i++) {
    jobs[i] = (struct job){.depth = i % 100, .group = &group};
    pag_waitgroup_add(&group, 1);
    if (pag_go(work, &jobs[i]) != 0) return 1;
  }
  pag_waitgroup_wait(&group);

  long total = 0, expected = 0;
  for (int i = 0; i < kGoroutines; i++) {
    long depth = i % 100;
    total += jobs[i].sum;
    expected += depth * (depth + 1) / 2;
  }
  printf("%d goroutines, total %ld, expected %ld\n", kGoroutines, total,
         expected);
  free(jobs);
  return total != expected;
}
