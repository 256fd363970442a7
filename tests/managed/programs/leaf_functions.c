// Leaves without a check run in the headroom: small frames, red-zone sized
// arrays, leaf routines with locals, at every distance from the stack's end.
#include "common.h"

NOINLINE static unsigned Leaf16(unsigned x) {
  volatile unsigned a[4] = {x, x + 1, x + 2, x + 3};
  return a[x & 3];
}
NOINLINE static unsigned Leaf96(unsigned x) {
  volatile unsigned a[24];
  for (unsigned i = 0; i < 24; i++) a[i] = x + i;
  return a[x % 24];
}
NOINLINE static unsigned Leaf128(unsigned x) {
  volatile unsigned a[32];
  for (unsigned i = 0; i < 32; i++) a[i] = x * i;
  return a[x % 32];
}
NOINLINE static unsigned Leaf400(unsigned x) {
  volatile unsigned a[100];
  for (unsigned i = 0; i < 100; i++) a[i] = x ^ i;
  return a[x % 100];
}
NOINLINE static unsigned Copies(const char *text, size_t n) {
  char a[64];
  memcpy(a, text, n);
  a[n] = 0;
  return (unsigned)strlen(a) + (unsigned)(memcmp(a, text, n) == 0);
}

#define STEP(name, bytes)                                           \
  NOINLINE static unsigned name(int depth, unsigned x) {            \
    volatile unsigned char pad[bytes];                              \
    pad[0] = (unsigned char)x;                                      \
    unsigned r = Leaf16(x) + Leaf96(x) + Leaf128(x) + Leaf400(x);   \
    r += Copies("headroom is where leaves live", (size_t)(x % 29)); \
    if (depth) r = r * 3 + name(depth - 1, x + 1);                  \
    return r + pad[0];                                              \
  }
STEP(Step8, 8)
STEP(Step24, 24)
STEP(Step40, 40)
STEP(Step100, 100)
STEP(Step104, 104)
STEP(Step112, 112)

int main(void) {
  printf("%u\n", Step8(300, 1));
  printf("%u\n", Step24(301, 2));
  printf("%u\n", Step40(302, 3));
  printf("%u\n", Step100(303, 4));
  printf("%u\n", Step104(304, 5));
  printf("%u\n", Step112(700, 6));
  return 0;
}
