// The prime sieve: a chain of goroutines, each a filter between two channels,
// created while elements run through it.  Guards hand-over from one parked
// goroutine to the next, on stacks that grow and move meanwhile.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

enum { kPrimes = 24 };

typedef struct {
  pag_chan *in, *out;
  int prime;
} Filter;

static void Generate(void *argument) {
  pag_chan *out = argument;
  for (int i = 2;; i++) pag_chan_send(out, &i);
}

NOINLINE static int Divides(int depth, int prime, const int *value) {
  int mine = *value;
  if (depth) return Divides(depth - 1, prime, &mine);
  return mine % prime == 0;
}

static void Run(void *argument) {
  Filter f = *(Filter *)argument;
  free(argument);
  for (;;) {
    int value;
    pag_chan_recv(f.in, &value);
    if (!Divides(value % 13, f.prime, &value)) pag_chan_send(f.out, &value);
  }
}

int main(void) {
  pag_chan *in = pag_chan_make(sizeof(int), 0);
  pag_go(Generate, in);
  for (int i = 0; i < kPrimes; i++) {
    int prime;
    pag_chan_recv(in, &prime);
    printf("%d ", prime);
    Filter *f = malloc(sizeof *f);
    *f = (Filter){in, pag_chan_make(sizeof(int), (size_t)(i % 3)), prime};
    in = f->out;
    pag_go(Run, f);
  }
  printf("%u\n", Dig(200, 1));
  return 0;
}
