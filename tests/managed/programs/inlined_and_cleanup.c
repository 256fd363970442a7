// The cleanup attribute, always_inline functions whose locals become the
// caller's, lifetime markers, static inline recursion, noreturn paths.
#include "common.h"

static int log_index;
static int log_values[64];

NOINLINE static void Release(int *p) {
  log_values[log_index++ & 63] = *p;
  Dig(2, (unsigned)*p);
  *p = -1;
}
#define SCOPED __attribute__((cleanup(Release)))

__attribute__((always_inline)) static inline int Inner(int *p, int k) {
  int buffer[8];
  for (int i = 0; i < 8; i++) buffer[i] = *p + i * k;
  int *q = &buffer[k & 7];
  Dig(1, 1);
  return *q + buffer[7 - (k & 7)];
}

NOINLINE static int Scoped(int depth) {
  SCOPED int a = depth;
  SCOPED int b = Inner(&a, depth);
  if (depth % 3 == 0) {
    SCOPED int c = a + b;
    if (depth == 6) return c;
    b += Inner(&c, 2);
  }
  for (int i = 0; i < 3; i++) {
    SCOPED int d = i;
    if (i == depth % 4) break;
    a += Inner(&d, i);
  }
  return depth > 0 ? a + (Scoped(depth - 1) & 0xff) : b;
}

__attribute__((noreturn, noinline)) static void Die(const int *p) {
  printf("end %d\n", *p);
  exit(*p & 0x3f);
}

int main(void) {
  printf("%d\n", Scoped(5));
  printf("%d\n", Scoped(150));
  printf("%d %llx\n", log_index,
         (unsigned long long)MixBytes(1, log_values, sizeof log_values));
  printf("%u\n", Dig(400, 1));
  int code = 21;
  if (Opaque(1)) Die(&code);
  return 0;
}
