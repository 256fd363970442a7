// NOSTATS: read-unlocking for a second time is a fatal error (status 2).
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

int main(void) {
  static pag_rwmutex rw;
  pag_rwmutex_rlock(&rw);
  pag_rwmutex_runlock(&rw);
  printf("%u\n", Dig(200, 1));
  fflush(stdout);
  pag_rwmutex_runlock(&rw);
  printf("not here\n");
  return 0;
}
