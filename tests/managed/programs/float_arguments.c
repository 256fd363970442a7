// All eight vector argument registers full at a function's entry, where the
// stack may move: floats, doubles and 128-bit vectors must come through.
#include <immintrin.h>

#include "common.h"

NOINLINE static double Doubles(int n, double a, double b, double c, double d,
                               double e, double f, double g, double h,
                               double i) {
  if (n == 0)
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i;
  return Doubles(n - 1, b, c, d, e, f, g, h, i, a) * 0.5 + a;
}

NOINLINE static float Floats(int n, float a, float b, float c, float d, float e,
                             float f, float g, float h) {
  if (n == 0) return a - b + c - d + e - f + g - h;
  return Floats(n - 1, h, a, b, c, d, e, f, g) * 0.5f + a;
}

typedef int V4 __attribute__((vector_size(16)));

NOINLINE static V4 Vectors(int n, V4 a, V4 b, V4 c, V4 d, V4 e, V4 f, V4 g,
                           V4 h, V4 i, V4 *out) {
  V4 local = a + i;
  if (n == 0) {
    *out += h;
    return a + b + c + d + e + f + g + h + i;
  }
  V4 r = Vectors(n - 1, b, c, d, e, f, g, h, i, local, &local);
  *out ^= local;
  return r ^ a;
}

NOINLINE static __m128d Pair(int n, __m128d a, __m128d *p) {
  __m128d mine = _mm_add_pd(a, *p);
  if (n) mine = _mm_mul_pd(Pair(n - 1, mine, &mine), _mm_set1_pd(0.25));
  *p = _mm_add_pd(*p, _mm_set1_pd(1));
  return mine;
}

int main(void) {
  printf("%.6f\n", Doubles(500, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  printf("%.4f\n", (double)Floats(500, 1, 2, 3, 4, 5, 6, 7, 8));
  V4 out = {0}, one = {1, 2, 3, 4};
  V4 r = Vectors(400, one, one * 2, one * 3, one * 4, one * 5, one * 6, one * 7,
                 one * 8, one * 9, &out);
  printf("%d %d %d %d\n", r[0], r[1], r[2], r[3]);
  printf("%d %d %d %d\n", out[0], out[1], out[2], out[3]);
  __m128d q = _mm_set_pd(1, 2);
  __m128d s = Pair(300, _mm_set_pd(3, 4), &q);
  printf("%.5f %.5f %.2f\n", s[0], s[1], q[0]);
  return 0;
}
