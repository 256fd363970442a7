// PROCS: 1 2 4
// A child process starts without the waiters and timers of its parent: what its
// only goroutine then does with fresh primitives works, also when others waited
// in the parent at the very same addresses.
#include <sys/wait.h>
#include <unistd.h>
#include "common.h"
#include "pagurus.h"

static pag_mutex mutex;
static pag_semaphore units;
static pag_waitgroup all;

static void Waits(void *argument) {
  (void)argument;
  pag_semaphore_acquire(&units);
  pag_waitgroup_done(&all);
}
static void Locks(void *argument) {
  pag_mutex_lock(&mutex);
  ++*(int *)argument;
  pag_mutex_unlock(&mutex);
  pag_waitgroup_done(&all);
}

int main(void) {
  pag_waitgroup_add(&all, 5);
  for (int i = 0; i < 5; i++) pag_go(Waits, NULL);
  for (int i = 0; i < 20; i++) pag_yield();
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    static int count;
    memset(&units, 0, sizeof units);
    memset(&all, 0, sizeof all);
    memset(&mutex, 0, sizeof mutex);
    pag_waitgroup_add(&all, 4);
    pag_mutex_lock(&mutex);
    for (int i = 0; i < 4; i++) pag_go(Locks, &count);
    pag_yield();
    pag_sleep(1000);
    pag_mutex_unlock(&mutex);
    pag_waitgroup_wait(&all);
    pag_semaphore_release(&units, 1);
    pag_semaphore_acquire(&units);
    _exit(count);
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("child %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  pag_semaphore_release(&units, 5);
  pag_waitgroup_wait(&all);
  printf("%u\n", Dig(200, 3));
  return 0;
}
