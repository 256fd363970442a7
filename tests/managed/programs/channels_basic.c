// Channels without a second goroutine in the way, and with one: every element
// size, order, len and cap, the operations that do not wait, null channels.
// Guards the ring's arithmetic and what the operations return.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

static const size_t kSizes[] = {0, 1, 3, 4, 8, 16, 24, 100, 5000};
enum { kSizeCount = sizeof kSizes / sizeof *kSizes };

typedef struct {
  pag_chan *out;
  size_t size;
  int count;
} Producer;

static void Fill(unsigned char *bytes, size_t size, int i) {
  for (size_t k = 0; k < size; k++) bytes[k] = (unsigned char)(i * 7 + k);
}

static void Produce(void *argument) {
  Producer *p = argument;
  unsigned char element[p->size + 1];
  for (int i = 0; i < p->count; i++) {
    Fill(element, p->size, i);
    pag_chan_send(p->out, element);
    Fill(element, p->size, i + 100);  // what was sent is a copy
    if (i % 8 == 0) Dig(20, 1);
  }
  pag_chan_close(p->out);
}

NOINLINE static uint64_t Consume(pag_chan *in, size_t size, int *wrong) {
  unsigned char element[size + 1], expected[size + 1];
  uint64_t hash = size;
  int i = 0;
  element[size] = 77;
  while (pag_chan_recv(in, element) == PAG_DONE) {
    Fill(expected, size, i++);
    *wrong += memcmp(element, expected, size) != 0;
    hash = Mix(hash, (uint64_t)i);
  }
  for (size_t k = 0; k < size; k++) *wrong += element[k] != 0;
  *wrong += element[size] != 77;
  return hash;
}

static void Try(size_t capacity) {
  pag_chan *ch = pag_chan_make(sizeof(int), capacity);
  int sent = 0, received = 0, value;
  for (int round = 0; round < 5; round++) {
    while (pag_chan_try_send(ch, &sent) == PAG_DONE) sent++;
    printf("%d:%d ", (int)pag_chan_len(ch), (int)pag_chan_cap(ch));
    for (int k = 0; k <= round; k++) {
      if (pag_chan_try_recv(ch, &value) != PAG_DONE) break;
      if (value != received) printf("out of order ");
      received++;
    }
  }
  pag_chan_try_recv(ch, NULL);
  pag_chan_close(ch);
  int rest = 0, result;
  while ((result = pag_chan_try_recv(ch, &value)) == PAG_DONE) rest++;
  printf("%d %d %d %d\n", sent, received, rest, result);
  pag_chan_free(ch);
}

static void Null(void) {
  int value = 5, received = 5;
  struct pag_case cases[2] = {{NULL, &value, PAG_RECV},
                              {NULL, &value, PAG_SEND}};
  printf("null %d %d", pag_chan_try_send(NULL, &value),
         pag_chan_try_recv(NULL, &value));
  printf(" %d %d", pag_chan_send_for(NULL, &value, 1000),
         pag_chan_recv_for(NULL, &value, 1000));
  printf(" %d %d", pag_select(cases, 2, 0, &received),
         pag_select(cases, 2, 1000, &received));
  printf(" %d %d", pag_select(cases, 0, 0, NULL),
         pag_select(cases, 0, 1000, NULL));
  printf(" %d %d %d\n", received, (int)pag_chan_len(NULL),
         (int)pag_chan_cap(NULL));
  pag_chan_free(NULL);
}

int main(void) {
  int wrong = 0;
  for (int capacity = 0; capacity < 8; capacity += capacity + 1) {
    for (int s = 0; s < kSizeCount; s++) {
      Producer p = {pag_chan_make(kSizes[s], (size_t)capacity), kSizes[s], 25};
      pag_go(Produce, &p);
      uint64_t hash = Consume(p.out, p.size, &wrong);
      printf("%llx ", (unsigned long long)hash);
      pag_chan_free(p.out);
    }
    printf("\n");
  }
  for (size_t capacity = 0; capacity < 5; capacity++) Try(capacity);
  Null();
  printf("%d %u\n", wrong, Dig(200, 1));
  return 0;
}
