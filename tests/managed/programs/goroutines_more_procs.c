// The number of Ps: set before main, raised while goroutines of all kinds run,
// and what is refused.  Guards that new Ps are found by who has work, and that
// nobody takes them for idle ones that mean deadlock.
#include <errno.h>

#include "common.h"
#include "pagurus.h"

#ifndef PAG_ABI_VERSION
static unsigned procs;
static unsigned pag_procs(void) { return procs; }
static int pag_set_procs(unsigned n) {
  if (n < 1 || n > 256) return EINVAL;
  if (n < procs) return EBUSY;
  procs = n;
  return 0;
}
#endif

__attribute__((constructor)) static void BeforeMain(void) {
  if (pag_set_procs(5) || pag_procs() != 5) printf("before main\n");
  if (pag_set_procs(0) != EINVAL || pag_set_procs(257) != EINVAL)
    printf("bad numbers\n");
#ifdef PAG_ABI_VERSION
  pag_set_procs(2);
#else
  procs = 2;
#endif
}

static pag_waitgroup all;
static pag_chan *chan;
static long received[3];

static void Sends(void *arg) {
  for (long i = 0; i < 50; i++) {
    long element = i * (long)(intptr_t)arg;
    pag_chan_send(chan, &element);
    if (i % 7 == 0) pag_yield();
  }
  pag_waitgroup_done(&all);
}
static void Receives(void *arg) {
  long element;
  while (pag_chan_recv(chan, &element) == PAG_DONE)
    received[(intptr_t)arg] += element;
  pag_waitgroup_done(&all);
}

int main(void) {
  unsigned before = pag_procs();
  int wrong = 0;
  for (unsigned n = 2; n <= 6; n++) {
    chan = pag_chan_make(sizeof(long), n % 3);
    memset(received, 0, sizeof received);
    pag_waitgroup_add(&all, 6);
    for (int i = 0; i < 6; i++) pag_go(Sends, (void *)(intptr_t)(i + 1));
    int result = pag_set_procs(n);
    wrong += result != 0 || pag_procs() < before;
    for (int i = 0; i < 3; i++) {
      pag_waitgroup_add(&all, 1);
      pag_go(Receives, (void *)(intptr_t)i);
    }
    // All sent: 6 senders of 50.
    while (pag_num_goroutines() > 4) pag_sleep(100000);
    pag_chan_close(chan);
    pag_waitgroup_wait(&all);
    printf("%ld\n", received[0] + received[1] + received[2]);
    while (pag_num_goroutines() > 1) pag_sleep(100000);
    pag_chan_free(chan);
  }
  printf("%d %d %d %u\n", wrong, pag_set_procs(1) == EBUSY,
         pag_set_procs(257) == EINVAL, pag_procs());
  printf("%u\n", Dig(200, 3));
  return 0;
}
