// Elements of channels in frames, of sizes from a byte to a kilobyte, sent and
// received by goroutines that wait, whose stacks are moved meanwhile: each gets
// what was sent and not a byte beyond; what nobody sent (a timeout) changes
// nothing; what a closed channel gives is zero.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

#define FENCE 0xa5

static pag_waitgroup group = PAG_INIT;
static int wrong;

static unsigned char Byte(unsigned size, unsigned round, unsigned i) {
  return (unsigned char)(size * 7 + round * 13 + i);
}

typedef struct Pair {
  // Nobody sends to the second, and nobody receives from the third.
  pag_chan *data, *unsent, *unreceived;
} Pair;

// A sender and a receiver for elements of N bytes, between fences.
#define SIZE(N)                                                                \
  typedef struct Fenced##N {                                                   \
    unsigned char before, bytes[N], after;                                     \
  } Fenced##N;                                                                 \
  NOINLINE static void Receive##N(Pair *pair, unsigned round) {                \
    Fenced##N f;                                                               \
    memset(&f, FENCE, sizeof f);                                               \
    int result = round % 3 == 0                                                \
                     ? pag_chan_recv_for(pair->data, f.bytes, 1000000000000)   \
                     : pag_chan_recv(pair->data, f.bytes);                     \
    int bad = result != PAG_DONE || f.before != FENCE || f.after != FENCE;     \
    for (unsigned i = 0; i < N; i++) bad |= f.bytes[i] != Byte(N, round, i);   \
    memset(&f, FENCE, sizeof f);                                               \
    bad |= pag_chan_recv_for(pair->unsent, f.bytes, 1000) != PAG_TIMED_OUT;    \
    for (unsigned i = 0; i < sizeof f; i++)                                    \
      bad |= ((unsigned char *)&f)[i] != FENCE;                                \
    __atomic_fetch_or(&wrong, bad, __ATOMIC_RELAXED);                          \
  }                                                                            \
  NOINLINE static void ReceiveClosed##N(Pair *pair) {                          \
    Fenced##N f;                                                               \
    memset(&f, FENCE, sizeof f);                                               \
    int bad = pag_chan_recv(pair->data, f.bytes) != PAG_CLOSED ||              \
              f.before != FENCE || f.after != FENCE;                           \
    for (unsigned i = 0; i < N; i++) bad |= f.bytes[i] != 0;                   \
    __atomic_fetch_or(&wrong, bad, __ATOMIC_RELAXED);                          \
  }                                                                            \
  NOINLINE static void Send##N(Pair *pair, unsigned round) {                   \
    Fenced##N f;                                                               \
    for (unsigned i = 0; i < N; i++) f.bytes[i] = Byte(N, round, i);           \
    if (round % 2 == 0) pag_yield();                                           \
    int bad = 0;                                                               \
    if (round % 5 == 0)                                                        \
      bad = pag_chan_send_for(pair->data, f.bytes, 1000000000000) != PAG_DONE; \
    else                                                                       \
      pag_chan_send(pair->data, f.bytes);                                      \
    bad |=                                                                     \
        pag_chan_send_for(pair->unreceived, f.bytes, 1000) != PAG_TIMED_OUT;   \
    for (unsigned i = 0; i < N; i++) bad |= f.bytes[i] != Byte(N, round, i);   \
    __atomic_fetch_or(&wrong, bad, __ATOMIC_RELAXED);                          \
  }                                                                            \
  static void Receiver##N(void *arg) {                                         \
    for (unsigned round = 0; round < kRounds; round++) Receive##N(arg, round); \
    ReceiveClosed##N(arg);                                                     \
    pag_waitgroup_done(&group);                                                \
  }                                                                            \
  static void Sender##N(void *arg) {                                           \
    for (unsigned round = 0; round < kRounds; round++) Send##N(arg, round);    \
    pag_yield();                                                               \
    pag_chan_close(((Pair *)arg)->data);                                       \
    pag_waitgroup_done(&group);                                                \
  }

enum { kRounds = 12 };
SIZE(1)
SIZE(2)
SIZE(3)
SIZE(4)
SIZE(7)
SIZE(8)
SIZE(9)
SIZE(16)
SIZE(40)
SIZE(1000)

#define SIZES(X) X(1) X(2) X(3) X(4) X(7) X(8) X(9) X(16) X(40) X(1000)

static void Start(void (*receiver)(void *), void (*sender)(void *),
                  size_t size) {
  Pair *pair = malloc(sizeof *pair);
  pair->data = pag_chan_make(size, 0);
  pair->unsent = pag_chan_make(size, 0);
  pair->unreceived = pag_chan_make(size, 0);
  pag_waitgroup_add(&group, 2);
  pag_go(receiver, pair);
  pag_go(sender, pair);
}

int main(void) {
#define START(N) Start(Receiver##N, Sender##N, N);
  SIZES(START)
  pag_waitgroup_wait(&group);
  printf("%d\n", wrong);
  return 0;
}
