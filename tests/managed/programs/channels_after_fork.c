// fork while other goroutines, on other threads, make, use and free channels:
// the child makes one of its own and uses it with a goroutine of its own.
// Guards the lock of the channels' memory, which another thread may have held
// at the fork.
// PROCS: 1 2 4
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "pagurus.h"

static int stop;

static void Echo(void *argument) {
  pag_chan **pair = argument;
  long value;
  while (pag_chan_recv(pair[0], &value) == PAG_DONE) {
    value = value * 3 + (Dig(10, 1) & 0);
    pag_chan_send(pair[1], &value);
  }
  pag_chan_close(pair[1]);
}

NOINLINE static long Exchange(long n) {
  pag_chan *pair[2] = {pag_chan_make(sizeof(long), 0),
                       pag_chan_make(sizeof(long), 3)};
  pag_go(Echo, pair);
  long sum = 0, value;
  for (long i = 0; i < n; i++) {
    pag_chan_send(pair[0], &i);
    pag_chan_recv(pair[1], &value);
    sum += value;
  }
  pag_chan_close(pair[0]);
  pag_chan_recv(pair[1], NULL);
  pag_chan_free(pair[0]);
  pag_chan_free(pair[1]);
  return sum;
}

static void Disturb(void *argument) {
  pag_chan *done = argument;
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    pag_chan *channels[20];
    for (size_t i = 0; i < 20; i++) channels[i] = pag_chan_make(8, i * 10);
    for (size_t i = 0; i < 20; i++) pag_chan_free(channels[i]);
    pag_yield();
  }
  pag_chan_send(done, NULL);
}

int main(void) {
  pag_chan *done = pag_chan_make(0, 0);
  for (int i = 0; i < 3; i++) pag_go(Disturb, done);
  int right = 0;
  for (int i = 0; i < 12; i++) {
    pag_yield();
    pid_t child = fork();
    if (child == 0) {
      stop = 1;
      _exit(Exchange(8) == 84 ? 7 : 8);
    }
    int status = 0;
    waitpid(child, &status, 0);
    right += WIFEXITED(status) && WEXITSTATUS(status) == 7;
  }
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  for (int i = 0; i < 3; i++) pag_chan_recv(done, NULL);
  printf("%d %ld %u\n", right, Exchange(10), Dig(200, 1));
  return 0;
}
