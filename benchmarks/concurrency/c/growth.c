// Plain C: a stack that is as large as it will ever need to be, whose pages
// come when they are touched.  Calls alone, without a check of the stack, too.
#include "benchmarks/concurrency/c/growth.h"

#include <pthread.h>
#include <sys/mman.h>

#include "benchmarks/concurrency/call_loop.h"
#include "benchmarks/concurrency/recursion.h"

struct task {
  recursion* function;
  long levels;
  struct stopwatch cold, warm;
};

static void* run(void* arg) {
  struct task* task = arg;
  for (int warm = 0; warm < 2; ++warm) {
    struct stopwatch* watch = warm ? &task->warm : &task->cold;
    long start = 1;
    begin(watch);
    const long sum = task->function(task->levels, &start);
    end(watch);
    require(sum == task->levels + 1, "sum of the frames");
  }
  return NULL;
}

void growth(long row, long count) {
  const size_t size = (size_t)growth_size(row) * 2;
  struct task task = {
      recursions[growth_kind(row)], growth_levels(row), {0, 0}, {0, 0}};
  for (long i = 0; i < count; ++i) {
    pthread_attr_t attributes;
    pthread_t thread;
    void* stack =
        mmap(NULL, size, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    require(stack != MAP_FAILED, "mmap");
    require(pthread_attr_init(&attributes) == 0, "attributes");
    require(pthread_attr_setstack(&attributes, stack, size) == 0, "stack");
    require(pthread_create(&thread, &attributes, run, &task) == 0, "thread");
    require(pthread_join(thread, NULL) == 0, "join");
    pthread_attr_destroy(&attributes);
    // The stack stays, so that the next one does not get its pages.
  }
  report_difference("time", count * task.levels, &task.cold, &task.warm);
}

void prologue_fib(long unused, long n) {
  (void)unused;
  prologue_fib_here(n);
}
