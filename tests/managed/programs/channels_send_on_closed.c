// Sending on a closed channel is a fatal error, from a goroutine deep in a
// recursion while others wait.
// NOSTATS: it ends in a way that leaves no statistics to check
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

static void Wait(void *argument) { pag_chan_recv(argument, NULL); }
static void Send(void *argument) {
  int value = (int)(Dig(100, 1) & 1);
  pag_chan_send(argument, &value);
  puts("sent");
}

int main(void) {
  pag_chan *closed = pag_chan_make(sizeof(int), 1);
  pag_chan *open = pag_chan_make(sizeof(int), 0);
  for (int i = 0; i < 3; i++) pag_go(Wait, open);
  pag_chan_close(closed);
  pag_go(Send, closed);
  pag_chan_recv(open, NULL);
  puts("received");
  return 0;
}
