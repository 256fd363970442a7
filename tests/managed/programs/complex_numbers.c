// FLAGS: -lm
// _Complex in all three widths (a long double one comes back in two x87
// registers), by value, through recursion and pointers; cexp and friends.
#include <complex.h>
#include <math.h>

#include "common.h"

NOINLINE static double complex Power(double complex z, int n) {
  if (n == 0) return 1;
  double complex half = Power(z, n / 2);
  double complex square = half * half;
  return n % 2 ? square * z : square;
}
NOINLINE static float complex Spin(float complex z, int n, float complex *out) {
  float complex mine = z;
  if (n == 0) return z;
  z = Spin(-conjf(z), n - 1, &mine);
  *out = mine + 1;
  return z / 2 + mine;
}
NOINLINE static long double complex Long(long double complex z, int n) {
  if (n == 0) return z;
  long double complex r = Long(z * I, n - 1);
  return r + n - z;
}

int main(void) {
  double complex p = Power(0.6 + 0.8 * I, 1001);
  printf("%.9f %.9f\n", creal(p), cimag(p));
  float complex out = 0;
  float complex s = Spin(1 + 2 * I, 300, &out);
  printf("%.4f %.4f %.4f\n", crealf(s), cimagf(s), crealf(out));
  long double complex l = Long(1 + 3 * I, 301);
  printf("%.3Lf %.3Lf\n", creall(l), cimagl(l));
  double complex e = cexp(I * 3.14159265358979323846);
  printf("%.6f %.6f %.6f\n", creal(e), fabs(cimag(e)) < 1e-9 ? 0.0 : 1.0,
         cabs(3 + 4 * I));
  double complex (*f)(double complex) = Opaque(1) ? csqrt : cexp;
  printf("%.6f\n", creal(f(-4 + 0 * I)) + cimag(f(-4 + 0 * I)));
  return 0;
}
