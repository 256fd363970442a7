// Homes beside setjmp: the pointers of the first path must not be stored where
// longjmp's path expects those of the second (known bug 43).  They need homes:
// parameters that point into the caller's frame, and choices between objects.
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

// first and second are dead on the first path, the choices on the other.
NOINLINE static long Parameters(long *first, long *second, long *third,
                                int depth) {
  jmp_buf env;
  if (setjmp(env) == 0) {
    long here[2] = {Opaque(7), Opaque(8)};
    long *a = Opaque(depth) & 1 ? here : third;
    long r = Use(a, 1);
    long *b = Opaque(depth) & 2 ? third + 1 : here + 1;
    r += Use(b, 2) + Use(a, 3);
    if (depth < 0) return r + Use(b, 4);
    Throw(env, depth);
    return -1;
  }
  return Use(first, 0) * 1000 + Use(second, 0);
}

NOINLINE static long Choices(int depth) {
  jmp_buf env;
  long x[2] = {Opaque(10), Opaque(11)}, y[2] = {Opaque(20), Opaque(21)};
  long z[2] = {Opaque(30), Opaque(31)};
  long *first = Opaque(depth) & 1 ? x : y;
  long *second = Opaque(depth) & 2 ? y + 1 : x + 1;
  if (setjmp(env) == 0) {
    long *a = Opaque(depth) & 4 ? z : x;
    long r = Use(a, 1);
    long *b = Opaque(depth) & 8 ? y : z + 1;
    r += Use(b, 2) + Use(a, 3);
    if (depth < 0) return r + Use(b, 4);
    Throw(env, depth);
    return -1;
  }
  return Use(first, 0) * 1000 + Use(second, 0);
}

int main(void) {
  for (int depth = -1; depth < 400; depth += 23) {
    long x = Opaque(10), y = Opaque(20), z[2] = {Opaque(30), Opaque(31)};
    printf("%ld %ld\n", Parameters(&x, &y, z, depth), Choices(depth));
  }
  return 0;
}
