// longjmp out of frames with arrays of variable length, alloca and large pinned
// locals, thousands of times: the arena's mark must come back or memory leaks
// and later locals overlap earlier ones.
#include <alloca.h>
#include <setjmp.h>

#include "common.h"

static jmp_buf env;
static volatile unsigned sink;

NOINLINE static void Touch(unsigned char *p, int n) {
  for (int i = 0; i < n; i += 64) p[i] = (unsigned char)(i + n);
  sink += p[0];
}

NOINLINE static void Down(int depth, int n) {
  unsigned char array[n];
  unsigned char *more = alloca((size_t)(n / 2 + 1));
  __attribute__((aligned(64))) unsigned char aligned[128];
  Touch(array, n);
  Touch(more, n / 2 + 1);
  Touch(aligned, 128);
  if (depth == 0) longjmp(env, 1);
  Down(depth - 1, n + 13);
  sink += array[0];
}

NOINLINE static unsigned Round(int n) {
  unsigned char mine[n];
  for (int i = 0; i < n; i++) mine[i] = (unsigned char)(i * 3);
  if (setjmp(env) == 0) Down(12, 900);
  unsigned sum = 0;
  for (int i = 0; i < n; i++) sum = sum * 5 + mine[i];
  return sum;
}

int main(void) {
  unsigned hash = 0;
  for (int i = 0; i < 1500; i++) hash = hash * 3 + Round(100 + i % 50);
  printf("%u %u\n", hash, Dig(300, 1));
  return 0;
}
