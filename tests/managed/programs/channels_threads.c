// FLAGS: -pthread
// Threads of the program's own and goroutines on the same channels: plain and
// timed operations, select, close.  The threads end while goroutines run.
// In the reference build they are goroutines.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"
#ifndef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
#include <pthread.h>
#define THREADS 1
#endif

enum { kEach = 50 };

static pag_chan *numbers, *squares, *finished;

static void *Square(void *argument) {
  long value, square;
  int received;
  struct pag_case in[2] = {{numbers, &value, PAG_RECV},
                           {NULL, &value, PAG_SEND}};
  for (int i = 0;; i++) {
    if (i % 3 == 0) {
      if (pag_chan_recv(numbers, &value) != PAG_DONE) break;
    } else if (i % 3 == 1) {
      pag_select(in, 2, -1, &received);
      if (!received) break;
    } else {
      int result;
      while ((result = pag_chan_recv_for(numbers, &value, 50000)) ==
             PAG_TIMED_OUT) {
      }
      if (result != PAG_DONE) break;
    }
    square = value * value + (Dig(10, 1) & 0);
    pag_chan_send(squares, &square);
  }
  pag_chan_send(finished, NULL);
  return argument;
}

static void SquareGoroutine(void *argument) { Square(argument); }

static void Start(void) {
#ifdef THREADS
  pthread_t thread;
  pthread_create(&thread, NULL, Square, NULL);
  pthread_detach(thread);
#else
  pag_go(SquareGoroutine, NULL);
#endif
}

static void Number(void *argument) {
  long first = (long)(intptr_t)argument * kEach;
  for (long i = first; i < first + kEach; i++) pag_chan_send(numbers, &i);
  pag_chan_send(finished, NULL);
}

int main(void) {
  numbers = pag_chan_make(sizeof(long), 2);
  squares = pag_chan_make(sizeof(long), 0);
  finished = pag_chan_make(0, 0);
  for (int i = 0; i < 3; i++) Start();
  pag_go(SquareGoroutine, NULL);
  for (long i = 0; i < 3; i++) pag_go(Number, (void *)(intptr_t)i);
  long sum = 0, value;
  int ended = 0;
  struct pag_case cases[2] = {{squares, &value, PAG_RECV},
                              {finished, NULL, PAG_RECV}};
  while (ended < 7) {
    if (pag_select(cases, 2, -1, NULL) == 0)
      sum += value;
    else if (++ended == 3)
      pag_chan_close(numbers);
  }
  printf("%ld %u\n", sum, Dig(200, 1));
  return 0;
}
