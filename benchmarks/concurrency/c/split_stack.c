// GCC's segmented stacks (-fsplit-stack): a stack that is full is continued in
// another segment, and goes back when the call returns, each time.
//
// libgcc takes a thread's stack for a first segment of 16,000 bytes, however
// large it is.  What a recursion costs on a stack that need not grow is
// measured where libgcc has been told the truth, since segments that exist
// already cost nearly as much as new ones.
//
// no_split_stack: the linker gives functions that call the C library a segment
// of one megabyte, in which the recursion would then have room.
#include <pthread.h>
#include <semaphore.h>

#include "benchmarks/concurrency/call_loop.h"
#include "benchmarks/concurrency/recursion.h"

#define NO_SPLIT __attribute__((noinline, no_split_stack))

struct task {
  recursion* function;  // null: hot_at
  long levels, calls;
  int times;
  size_t first_segment;  // 0: libgcc's
  int keep;  // the memory, so that the next one does not get its pages
  sem_t done;
  struct stopwatch last;
};

NO_SPLIT static void* run(void* arg) {
  struct task* task = arg;
  if (task->first_segment != 0) {
    // What function prologues compare SP with.
    const uintptr_t guard = (uintptr_t)&task - task->first_segment;
    __asm__ volatile("movq %0, %%fs:0x70" : : "r"(guard));
  }
  for (int i = 0; i < task->times; ++i) {
    long start = 1;
    task->last = (struct stopwatch){0, 0};
    begin(&task->last);
    const long sum = task->function != NULL
                         ? task->function(task->levels, &start) - 1
                         : hot_at(task->levels, task->calls);
    end(&task->last);
    require(sum == (task->function != NULL ? task->levels : task->calls),
            "sum");
  }
  const int keep = task->keep;
  require(sem_post(&task->done) == 0, "sem_post");
  while (keep) pause();
  return NULL;
}

static void run_on_thread(struct task* task) {
  pthread_attr_t attributes;
  pthread_t thread;
  require(sem_init(&task->done, 0, 0) == 0, "sem_init");
  require(pthread_attr_init(&attributes) == 0, "attributes");
  require(pthread_attr_setstacksize(&attributes,
                                    task->first_segment + (128 << 10)) == 0,
          "stack size");
  require(pthread_create(&thread, &attributes, run, task) == 0, "thread");
  require(sem_wait(&task->done) == 0, "sem_wait");
  if (!task->keep) require(pthread_join(thread, NULL) == 0, "join");
  pthread_attr_destroy(&attributes);
}

static void growth(long row, long count) {
  struct stopwatch cold = {0, 0}, warm = {0, 0};
  struct task task = {.function = recursions[growth_kind(row)],
                      .levels = growth_levels(row)};
  for (long i = 0; i < count; ++i) {
    task.times = task.keep = 1;
    task.first_segment = 0;
    run_on_thread(&task);
    cold.cpu += task.last.cpu;
    cold.wall += task.last.wall;
    task.times = 2;
    task.keep = 0;
    task.first_segment = (size_t)growth_size(row);
    run_on_thread(&task);
    warm.cpu += task.last.cpu;
    warm.wall += task.last.wall;
  }
  report_difference("time", count * task.levels, &cold, &warm);
}

static void hot_split(long unused, long count) {
  static int64_t times[kDepths];
  (void)unused;
  for (long i = 0; i < kDepths * kHotTries; ++i) {
    struct task task = {.levels = i % kDepths, .calls = count, .times = 1};
    int64_t* least = &times[i % kDepths];
    run_on_thread(&task);
    if (*least == 0 || task.last.cpu < *least) *least = task.last.cpu;
  }
  report_worst(times);
}

int main(int argc, char** argv) {
  static const struct work works[] = {
      FRESH_GROWTH_WORKS(growth){"hot_split", hot_split, 0},
      {NULL, NULL, 0},
  };
  return run_work(works, argc, argv);
}
