// NOSTATS: unlocking a mutex that is not locked is a fatal error (status 2).
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

int main(void) {
  static pag_mutex mutex;
  pag_mutex_lock(&mutex);
  pag_mutex_unlock(&mutex);
  printf("%u\n", Dig(200, 1));
  fflush(stdout);
  pag_mutex_unlock(&mutex);
  printf("not here\n");
  return 0;
}
