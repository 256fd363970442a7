// Closing a channel twice is a fatal error.
// NOSTATS: it ends in a way that leaves no statistics to check
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

int main(void) {
  pag_chan *ch = pag_chan_make(sizeof(int), 1);
  pag_chan_close(ch);
  pag_chan_close(ch);
  puts("closed twice");
  return 0;
}
