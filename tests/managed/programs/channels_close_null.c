// Closing a null channel is a fatal error.
// NOSTATS: it ends in a way that leaves no statistics to check
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

int main(void) {
  pag_chan_close(NULL);
  puts("closed");
  return 0;
}
