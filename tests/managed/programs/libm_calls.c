// FLAGS: -lm -fno-math-errno
// Math calls that the optimiser turns into intrinsics and code generation turns
// back into library calls, with tracked pointers live across them.
#include <math.h>

#include "common.h"

NOINLINE static double Deep(int depth, double x, double *out) {
  double local[3] = {sin(x), cos(x), pow(1.0 + x * x, 0.25)};
  double *p = &local[depth % 3];
  double e = exp(-x) + log(2.0 + x) + fmod(x * 7, 3) + exp2(x) + log10(x + 3);
  if (depth) e += Deep(depth - 1, x * 0.999, p) * 0.5;
  e += floor(*p) + ceil(local[0]) + rint(local[1]) + trunc(local[2] * 3) +
       round(e) + fma(x, 2, *p) + ldexp(x, 3) + frexp(x, &(int){0}) +
       fmin(x, e);
  *out += copysign(e, -1) * 1e-3 + pow(x, 3) + __builtin_powi(x, depth % 5);
  return fabs(e);
}
NOINLINE static float Single(int depth, float x, float *out) {
  float mine =
      sinf(x) + powf(x, 1.5f) + expf(-x) + fmodf(x, 0.7f) + logf(x + 1);
  if (depth) mine += Single(depth - 1, x * 0.99f, &mine) * 0.25f;
  *out += mine * 0.125f;
  return mine;
}

int main(void) {
  double out = 0;
  printf("%.5f", Deep(200, 1.25, &out));
  printf(" %.5f\n", out);
  float f = 0;
  printf("%.3f", (double)Single(200, 2.5f, &f));
  printf(" %.3f\n", (double)f);
  double (*table[])(double) = {sin, cos, exp, floor};
  double sum = 0;
  for (int i = 0; i < 40; i++) sum += table[Opaque(i & 3)](i * 0.1);
  printf("%.6f\n", sum);
  printf("%.6f %.6f\n", hypot(3, 4), atan2(1, 2));
  return 0;
}
