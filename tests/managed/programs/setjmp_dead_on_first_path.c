// Values that are dead on the path after the first return of setjmp and live
// only after the second: they must not share a home with anything that the
// first path stores (known bug: wrong value without even a move).
#include <setjmp.h>

#include "common.h"

NOINLINE static long Use(long *p, long k) { return *p + k + (Dig(5, 1) & 1); }

NOINLINE static void Throw(jmp_buf env, int depth) {
  volatile char pad[40];
  pad[depth % 40] = 1;
  if (depth == 0) longjmp(env, 5);
  Throw(env, depth - 1);
  pad[0] = 2;
}

NOINLINE static long Try(long a, long b, long c, int depth) {
  jmp_buf env;
  long x[4] = {a, a + 1, a + 2, a + 3};
  long y[4] = {b, b + 1, b + 2, b + 3};
  long z[4] = {c, c + 1, c + 2, c + 3};
  long *px = x + (Opaque(0) & 3), *py = y + (Opaque(1) & 3);
  if (setjmp(env) == 0) {
    // px and py are dead here; the pointers below want homes of their own.
    long *pz = z + (Opaque(2) & 3);
    long r = Use(pz, 1);
    long *pw = z + (Opaque(3) & 3);
    r += Use(pw, 2) + Use(pz, 3);
    if (depth < 0) return r + Use(pw, 4);
    Throw(env, depth);
    return -1;
  }
  return Use(px, 0) * 1000 + Use(py, 0);
}

int main(void) {
  for (int depth = -1; depth < 400; depth += 57)
    printf("%ld\n", Try(10, 20, 30, depth));
  return 0;
}
