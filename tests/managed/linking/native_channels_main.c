// Goroutines that exchange elements with native code, which waits in the middle
// of a call from another goroutine: a chain of two such.
#include "../programs/common.h"
#include "native_channels.h"

static const Channels kApi = {pag_chan_send,     pag_chan_recv,
                              pag_chan_recv_for, pag_chan_try_send,
                              pag_select,        pag_chan_close};

static pag_chan *chain[3];

static void Double(void *argument) {
  int i = (int)(intptr_t)argument;
  Dig(20, 1);
  NativeDouble(&kApi, chain[i], chain[i + 1]);
}

static void Feed(void *argument) {
  for (long i = 0; i < (long)(intptr_t)argument; i++) {
    pag_chan_send(chain[0], &i);
    if (i % 7 == 0) Dig(30, 1);
  }
  pag_chan_close(chain[0]);
}

int main(void) {
  for (size_t i = 0; i < 3; i++) chain[i] = pag_chan_make(sizeof(long), i);
  for (intptr_t i = 0; i < 2; i++) pag_go(Double, (void *)i);
  pag_go(Feed, (void *)(intptr_t)60);
  long value, sum = 0;
  while (pag_chan_recv(chain[2], &value) == PAG_DONE)
    sum = sum * 3 % 1000003 + value;
  printf("%ld %u\n", sum, Dig(200, 1));
  return 0;
}
