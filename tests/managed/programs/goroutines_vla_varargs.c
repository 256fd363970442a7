// Pinned memory belongs to its goroutine: arrays of variable length, va_lists
// and escaped locals stay valid while other goroutines allocate and free
// theirs.
#include <stdarg.h>

#include "common.h"
#include "pagurus.h"

static int done;
static uint64_t out[5];

NOINLINE static uint64_t Variadic(int count, ...) {
  va_list ap;
  va_start(ap, count);
  uint64_t hash = 0;
  for (int i = 0; i < count; i++) {
    pag_yield();
    hash = Mix(hash, (uint64_t)va_arg(ap, long));
  }
  va_end(ap);
  return hash;
}

NOINLINE static uint64_t Nest(int depth, int id, unsigned char *outer, int n) {
  int m = n + id + 1;
  unsigned char mine[m];
  for (int i = 0; i < m; i++) mine[i] = (unsigned char)(outer[i % n] + i + id);
  pag_yield();
  uint64_t below = depth
                       ? Nest(depth - 1, id, mine, m)
                       : Variadic(9, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, (long)id);
  pag_yield();
  return MixBytes(below, mine, (size_t)m);
}

static void Worker(void *argument) {
  int id = (int)(intptr_t)argument;
  unsigned char seed[10] = {1, 2, 3, 4, 5, 6, 7, 8, 9, (unsigned char)id};
  out[id] = Nest(60, id, seed, 10);
  done++;
}

int main(void) {
  for (int i = 0; i < 5; i++) pag_go(Worker, (void *)(intptr_t)i);
  while (done < 5) pag_yield();
  for (int i = 0; i < 5; i++) printf("%llx\n", (unsigned long long)out[i]);
  return 0;
}
