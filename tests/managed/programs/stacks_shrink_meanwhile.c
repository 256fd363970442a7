// Goroutines go up and down, yield, send and receive, while a thread of the
// program's own and one of them make stacks smaller all the time: those that
// wait, those that are runnable, and never one that has begun to run.
// PROCS: 1 2 4
// STRESS: stressmove=5
// NOSCHED: a thread that is not the scheduler's
#include <pthread.h>
#include <stdatomic.h>

#include "common.h"
#include "pagurus.h"

enum { kGoroutines = 20, kRounds = 12 };

static atomic_int stop;
static pag_waitgroup all, others;
static pag_chan *ring[kGoroutines];
static unsigned long results[kGoroutines];

// Each level passes the address of its own and reads its caller's.
NOINLINE static unsigned long Swing(int levels, const unsigned long *above,
                                    int i) {
  unsigned long mine = *above * 31u + (unsigned)levels;
  volatile char pad[100];
  pad[levels % 100] = (char)i;
  if (levels % 16 == 5) pag_yield();
  if (levels == 0) return mine;
  const unsigned long below = Swing(levels - 1, &mine, i);
  return below ^ (mine + (unsigned char)pad[levels % 100]);
}

static void Run(void *arg) {
  const int i = (int)(intptr_t)arg;
  unsigned long sum = (unsigned long)i, *here = &sum;
  for (int round = 0; round < kRounds; round++) {
    *here ^= Swing(3 + (i * 7 + round * 50) % 300, here, i);
    // One after the other waits for its neighbour.
    int token = round;
    if (i % 2 == 0) {
      pag_chan_send(ring[i], &token);
      pag_chan_recv(ring[i + 1], &token);
    } else {
      int got = 0;
      pag_chan_recv(ring[i - 1], &got);
      pag_chan_send(ring[i], &token);
      token = got;
    }
    *here += (unsigned long)token;
  }
  results[i] = sum;
  pag_waitgroup_done(&all);
}

static void *Shrink(void *arg) {
  (void)arg;
  while (!atomic_load(&stop)) pag_shrink_stacks();
  return NULL;
}
static void ShrinkToo(void *arg) {
  (void)arg;
  while (!atomic_load(&stop)) {
    pag_shrink_stacks();
    pag_yield();
  }
  pag_waitgroup_done(&others);
}

int main(void) {
  pthread_t thread;
  for (int i = 0; i < kGoroutines; i++) {
    ring[i] = pag_chan_make(sizeof(int), i % 3 == 0);
  }
  pag_waitgroup_add(&all, kGoroutines);
  for (int i = 0; i < kGoroutines; i++) pag_go(Run, (void *)(intptr_t)i);
#ifdef PAG_ABI_VERSION
  // The reference has one thread.
  pthread_create(&thread, NULL, Shrink, NULL);
  pag_waitgroup_add(&others, 1);
  pag_go(ShrinkToo, NULL);
#else
  (void)thread;
  (void)Shrink;
  (void)ShrinkToo;
#endif
  pag_waitgroup_wait(&all);
  atomic_store(&stop, 1);
#ifdef PAG_ABI_VERSION
  pthread_join(thread, NULL);
  pag_waitgroup_wait(&others);
#endif
  for (int i = 0; i < kGoroutines; i++) printf("%lu\n", results[i]);
  return 0;
}
