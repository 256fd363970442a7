// Closing a channel while a select waits to send on it is a fatal error.
// NOSTATS: it ends in a way that leaves no statistics to check
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

static pag_chan *first, *second, *ready;

static void Send(void *argument) {
  (void)argument;
  int value = 3;
  struct pag_case cases[2] = {{first, &value, PAG_SEND},
                              {second, &value, PAG_SEND}};
  pag_chan_send(ready, NULL);
  pag_select(cases, 2, -1, NULL);
  puts("sent");
}

int main(void) {
  first = pag_chan_make(sizeof(int), 0);
  second = pag_chan_make(sizeof(int), 0);
  ready = pag_chan_make(0, 0);
  pag_go(Send, NULL);
  pag_chan_recv(ready, NULL);
  // If the sender has not come to its select yet, it will find the channel
  // closed, which is the same error.
  for (int i = 0; i < 10; i++) pag_yield();
  pag_chan_close(second);
  pag_chan_recv(ready, NULL);
  puts("received");
  return 0;
}
