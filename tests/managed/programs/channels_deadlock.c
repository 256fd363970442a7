// When all goroutines wait for each other, the process ends with status 2:
// in sends, receives, selects and on null channels.
// NOSTATS: it ends in a way that leaves no statistics to check
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

static pag_chan *a, *b;

static void Receive(void *argument) { pag_chan_recv(argument, NULL); }
static void Send(void *argument) {
  int value = (int)Dig(60, 1);
  pag_chan_send(argument, &value);
}
static void Choose(void *argument) {
  int value = 1;
  struct pag_case cases[3] = {{argument, &value, PAG_RECV},
                              {NULL, &value, PAG_SEND},
                              {argument, &value, PAG_RECV}};
  pag_select(cases, 3, -1, NULL);
}

int main(void) {
  a = pag_chan_make(sizeof(int), 0);
  b = pag_chan_make(sizeof(int), 0);
  pag_go(Receive, a);
  pag_go(Send, b);
  pag_go(Choose, a);
  pag_go(Receive, NULL);
  pag_select(NULL, 0, -1, NULL);
  puts("went on");
  return 0;
}
