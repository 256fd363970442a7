// fork in a program whose goroutines run on several threads: the child has the
// one that forked, and can start others.
// PROCS: 1 2 3
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "pagurus.h"

static int stop;
static pag_waitgroup group = PAG_INIT;

static void Spin(void *argument) {
  (void)argument;
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    Dig(20, 1);
    pag_yield();
  }
  pag_waitgroup_done(&group);
}

static void Add(void *argument) {
  __atomic_fetch_add((int *)argument, (int)(Dig(50, 2) * 0 + 7), __ATOMIC_RELAXED);
}

static int Child(void) {
  static int sum;
  for (int i = 0; i < 6; i++) {
    if (pag_go(Add, &sum) != 0) return 1;
  }
  while (__atomic_load_n(&sum, __ATOMIC_RELAXED) != 42) pag_yield();
  return 42;
}

static int Fork(void) {
  pid_t child = fork();
  if (child == 0) _exit(Child());
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

// A thread that runs no goroutines: in the child nobody does, at first.
static void *ForkInAThread(void *result) {
  *(int *)result = Fork();
  return NULL;
}

int main(void) {
  enum { kSpinners = 4 };
  pag_waitgroup_add(&group, kSpinners);
  for (int i = 0; i < kSpinners; i++) pag_go(Spin, 0);
  for (int i = 0; i < 8; i++) {
    pag_yield();
    printf("%d\n", Fork());
  }
  pthread_t thread;
  static int result;
  if (pthread_create(&thread, NULL, ForkInAThread, &result) != 0) return 1;
  pthread_join(thread, NULL);
  printf("%d\n", result);
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pag_waitgroup_wait(&group);
  return 0;
}
