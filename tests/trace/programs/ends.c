// Comes to an end in one of many ways, while other goroutines run.  Arguments:
// which way, and the trace's file.
#include <pagurus.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../managed/programs/common.h"

static void work(void *argument) {
  (void)argument;
  for (;;) {
    Dig(20, 1);
    pag_yield();
  }
}

static void leave(void *argument) {
  (void)argument;
  exit(3);
}

int main(int argc, char **argv) {
  const char *how = argc > 1 ? argv[1] : "";
  if (strcmp(how, "deadlock") != 0) {
    for (int i = 0; i < 3; i++) pag_go(work, NULL);
  }
  // Until the writer has been there.
  struct stat file = {.st_size = 0};
  while (argc > 2 && stat(argv[2], &file) == 0 && file.st_size < 20000) {
    pag_sleep(1000 * 1000);
  }
  if (strcmp(how, "return") == 0) return 3;
  if (strcmp(how, "reads") == 0) return getchar() == EOF ? 3 : 4;
  if (strcmp(how, "exit in a goroutine") == 0) {
    pag_go(leave, NULL);
    pag_sleep(INT64_C(1000) * 1000 * 1000 * 1000);
  }
  if (strcmp(how, "quick_exit") == 0) quick_exit(3);
  if (strcmp(how, "fatal") == 0) {
    pag_mutex mutex = PAG_INIT;
    pag_mutex_unlock(&mutex);
  }
  if (strcmp(how, "deadlock") == 0) {
    pag_chan *chan = pag_chan_make(8, 0);
    long value;
    pag_chan_recv(chan, &value);
  }
  if (strcmp(how, "fault") == 0) *(volatile int *)Opaque(16) = 1;
  if (strcmp(how, "abort") == 0) abort();
  if (strcmp(how, "_exit") == 0) _exit(3);
  if (strcmp(how, "kill") == 0) kill(getpid(), SIGKILL);
  if (strcmp(how, "closes") == 0) {
    for (int fd = 3; fd < 1024; fd++) close(fd);
    return 3;
  }
  return 99;
}
