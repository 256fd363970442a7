// A program that starts no goroutine stays single-threaded, however many Ps it
// may use: threads cost it time to start, and the C library its fast paths.
// PROCS: 1 4
#include "common.h"

static int Threads(void) {
  FILE *status = fopen("/proc/self/status", "r");
  char line[256];
  int threads = 0;
  while (status != NULL && fgets(line, sizeof line, status) != NULL)
    if (sscanf(line, "Threads: %d", &threads) == 1) break;
  if (status != NULL) fclose(status);
  return threads;
}

// A sanitizer may have one of its own.
static int before_main;
__attribute__((constructor)) static void Count(void) {
  before_main = Threads();
}

int main(void) {
  unsigned work = Dig(2000, 1);
  printf("%d %u\n", Threads() - before_main, work);
  return 0;
}
