// Goroutines that compute for ever are preempted at their prologue checks, on
// one P as well as on several, with arguments in all registers, vectors
// included, and floating-point modes of their own; the others get their turns.
// main keeps its thread.
// PROCS: 1 2 3
// FLAGS: -lm
#include <fenv.h>
#include <pthread.h>

#include "common.h"
#include "pagurus.h"

typedef float Four __attribute__((vector_size(16)));

enum { kBusy = 3, kOthers = 20 };

static int begun, stop, wrong;
static long rounds[kBusy];
static pag_waitgroup group = PAG_INIT;

// A call, without which Mixed would have no check.
NOINLINE static unsigned Zero(unsigned n) { return n == 0 ? Dig(3, n) : 0; }

NOINLINE static unsigned Mixed(unsigned *p, unsigned b, double x, Four v,
                               unsigned long c, float y, unsigned char d,
                               long long e) {
  unsigned h = *p * 3 + b + (unsigned)x + (unsigned)v[0] + (unsigned)v[3];
  *p = h & 1023;
  return h + (unsigned)c + (unsigned)y + d + (unsigned)e + Zero(h);
}

static void Busy(void *argument) {
  long id = (long)(intptr_t)argument;
  unsigned word = (unsigned)id;
  const int rounding[kBusy] = {FE_TONEAREST, FE_UPWARD, FE_TOWARDZERO};
  fesetround(rounding[id]);
  __atomic_fetch_add(&begun, 1, __ATOMIC_RELAXED);
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    unsigned before = word;
    Four v = {1, 2, 3, (float)id};
    unsigned h = Mixed(&word, 5, 7.5, v, 11, 13.25f, 17, 19);
    unsigned expected = before * 3 + 5 + 7 + 1 + (unsigned)id;
    if (word != (expected & 1023) || h != expected + 11 + 13 + 17 + 19) {
      __atomic_store_n(&wrong, 1, __ATOMIC_RELAXED);
    }
    if (fegetround() != rounding[id]) __atomic_store_n(&wrong, 2, __ATOMIC_RELAXED);
    rounds[id]++;
#ifdef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
    pag_yield();  // it cannot preempt
#endif
  }
  pag_waitgroup_done(&group);
}

static void Other(void *argument) {
  unsigned *total = argument;
  __atomic_fetch_add(total, Dig(60, 1) & 1 ? 3 : 3, __ATOMIC_RELAXED);
  pag_waitgroup_done(&group);
}

int main(void) {
  static unsigned total;
  pthread_t self = pthread_self();
  pag_waitgroup_add(&group, kBusy + kOthers);
  for (long i = 0; i < kBusy; i++) pag_go(Busy, (void *)(intptr_t)i);
  // The newest goroutine runs first: the others would be done before.
  while (__atomic_load_n(&begun, __ATOMIC_RELAXED) < kBusy) pag_yield();
  for (int i = 0; i < kOthers; i++) pag_go(Other, &total);
  while (__atomic_load_n(&total, __ATOMIC_RELAXED) < 3 * kOthers) pag_yield();
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pag_waitgroup_wait(&group);
  for (int i = 0; i < kBusy; i++) printf("%d", rounds[i] > 0);
  printf(" %u %d %d\n", total, wrong, pthread_equal(self, pthread_self()) != 0);
  return 0;
}
