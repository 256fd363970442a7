// Goroutines that went deep, came back and wait, while others make their stacks
// smaller: addresses of locals that were passed down, arrays of variable
// length, jump buffers and tokens of pag_catch are good afterwards, and growing
// again is.
// PROCS: 1 2 4
#include <setjmp.h>

#include "common.h"
#include "pagurus.h"

enum { kGoroutines = 12, kRounds = 4 };

static pag_chan *start[kGoroutines], *done;
static pag_waitgroup all;

#ifdef PAG_ABI_VERSION
static pag_stats Stats(void) {
  pag_stats stats;
  pag_get_stats(&stats, sizeof stats);
  return stats;
}
#endif

static unsigned Depth(int i) { return i == 0 ? 900 : 30u << i % 3; }

// Waits where main makes stacks smaller.
NOINLINE static long Rest(int i) {
  long round;
  pag_chan_send(done, &i);
  if (pag_chan_recv(start[i], &round) != PAG_DONE) round = -1;
  return round;
}

// `sum` points into the frame of a caller far above, `path` into each one's.
struct Path {
  struct Path *up;
  long value;
};
NOINLINE static void Down(int i, int levels, struct Path *up, long *sum) {
  struct Path here = {up, levels};
  if (levels > 0) {
    Down(i, levels - 1, &here, sum);
  } else {
    *sum += Dig(Depth(i), (unsigned)i) & 0xff;
    const long round = Rest(i);
    *sum += round;
    *sum += Dig(Depth(i) / 2, (unsigned)i) & 0xff;
  }
  for (struct Path *p = &here; p != NULL; p = p->up) *sum += p->value;
}

NOINLINE static long VariableLength(int i, int n) {
  int array[n], *middle = array + n / 2;
  for (int k = 0; k < n; k++) array[k] = i + k;
  const unsigned deep = Dig(Depth(i), 1) & 0xf;
  *middle += (int)Rest(i);
  long sum = deep;
  for (int k = 0; k < n; k++) sum += array[k];
  return sum + (middle - array);
}

NOINLINE static void Jump(jmp_buf *buf, int i, int levels) {
  volatile char pad[64];
  pad[levels] = (char)i;
  if (levels == 0) longjmp(*buf, (int)Rest(i) + 10);
  Jump(buf, i, levels - 1);
  pad[levels]++;
}

NOINLINE static long Jumps(int i) {
  jmp_buf buf;
  volatile long local = Dig(Depth(i), 7) & 0xfff;
  const int value = setjmp(buf);
  if (value == 0) Jump(&buf, i, 20);
  return local + value;
}

struct Caught {
  pag_frame_token token;
  int i;
};
static void Body(void *arg) {
  struct Caught *caught = arg;
  volatile unsigned deep = Dig(Depth(caught->i), 3);
  (void)deep;
  const long round = Rest(caught->i);
  pag_unwind_to(&caught->token, (uintptr_t)(100 + round));
}
NOINLINE static long Catches(int i) {
  struct Caught caught = {.i = i};
  volatile long local = i;
  return (long)pag_catch(&caught.token, Body, &caught) + local;
}

static long results[kGoroutines];

static void Run(void *arg) {
  const int i = (int)(intptr_t)arg;
  long sum = 0, *here = &sum;
  for (int round = 0; round < kRounds; round++) {
    switch ((i + round) % 4) {
      case 0:
        Down(i, 30, NULL, here);
        break;
      case 1:
        *here += VariableLength(i, 50 + i);
        break;
      case 2:
        *here += Jumps(i);
        break;
      case 3:
        *here += Catches(i);
        break;
    }
  }
  results[i] = sum;
  pag_waitgroup_done(&all);
}

int main(void) {
  done = pag_chan_make(sizeof(int), kGoroutines);
  pag_waitgroup_add(&all, kGoroutines);
  for (int i = 0; i < kGoroutines; i++) {
    start[i] = pag_chan_make(sizeof(long), 0);
    pag_go(Run, (void *)(intptr_t)i);
  }
  for (long round = 0; round < kRounds; round++) {
    for (int i = 0; i < kGoroutines; i++) {
      int who;
      pag_chan_recv(done, &who);
    }
    // All wait or are about to.
    size_t smaller = 0;
    for (int looks = 0; looks < 3; looks++) smaller += pag_shrink_stacks();
    if (round == 0 && smaller == 0) printf("no stack became smaller\n");
    for (int i = 0; i < kGoroutines; i++) pag_chan_send(start[i], &round);
  }
  pag_waitgroup_wait(&all);
  for (int i = 0; i < kGoroutines; i++) printf("%ld\n", results[i]);
#ifdef PAG_ABI_VERSION
  const pag_stats stats = Stats();
  if (stats.shrinks == 0 || stats.shrunk_bytes < stats.shrinks * 1024) {
    printf("%lu shrinks\n", (unsigned long)stats.shrinks);
  }
  if (stats.shrink_native == 0) printf("main was not in native code\n");
#endif
  return 0;
}
