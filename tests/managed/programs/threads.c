// Threads of the C library: managed code runs on their own stacks, which do not
// grow; they end by returning, by pthread_exit, by cancellation, all of which
// must find their way through managed frames.  Meanwhile main's stack moves.
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "common.h"

NOINLINE static long Sum(int depth, long *above) {
  long here = depth;
  if (depth > 0) Sum(depth - 1, &here);
  *above += here;
  return here;
}

typedef struct {
  int number;
  long sum;
  int error;
} Job;

static int Compare(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}

static void *Work(void *argument) {
  Job *job = argument;
  int values[] = {5, 3, job->number, 9, 1};
  qsort(values, 5, sizeof values[0], Compare);
  for (int i = 0; i < 20; i++) Sum(100 + job->number, &job->sum);
  job->sum += values[1];
  errno = job->number;
  Sum(10, &job->sum);
  job->error = errno;
  if (job->number % 2) pthread_exit(job);
  return job;
}

static void *Wait(void *argument) {
  for (;;) pause();
  return argument;
}

int main(void) {
  enum { kThreads = 6 };
  Job jobs[kThreads];
  pthread_t threads[kThreads], waiting;
  for (int i = 0; i < kThreads; i++) {
    jobs[i] = (Job){i, 0, 0};
    pthread_create(&threads[i], NULL, Work, &jobs[i]);
  }
  long sum = 0;
  for (int i = 0; i < 20; i++) Sum(200, &sum);
  printf("main %ld\n", sum);
  for (int i = 0; i < kThreads; i++) {
    void *result;
    pthread_join(threads[i], &result);
    printf("%d: %ld, errno %d, its own %d\n", i, jobs[i].sum, jobs[i].error,
           result == &jobs[i]);
  }
  pthread_create(&waiting, NULL, Wait, NULL);
  pthread_cancel(waiting);
  void *result;
  pthread_join(waiting, &result);
  printf("cancelled %d\n", result == PTHREAD_CANCELED);
}
