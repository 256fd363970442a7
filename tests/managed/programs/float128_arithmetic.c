// __float128: every operation is a library call (__addtf3 ...) that appears
// only in code generation; arguments and results in vector registers.
#include "common.h"

typedef __float128 Q;

NOINLINE static Q Root(Q x, int depth, Q *error) {
  Q mine = 0;
  if (depth == 0) return x / 2 + 1;
  Q guess = Root(x, depth - 1, &mine);
  Q next = (guess + x / guess) / 2;
  *error = next * next - x + mine * 0;
  return next;
}
NOINLINE static Q Sum(int n, Q a, Q b, Q c, Q d, Q e, Q f, Q g, Q h, Q i) {
  if (n == 0) return a - b + c - d + e - f + g - h + i;
  return Sum(n - 1, b, c, d, e, f, g, h, i, a + 1) + (Q)n;
}

int main(void) {
  Q error = 1;
  Q r = Root(2, 40, &error);
  Q scaled = r * (Q)1000000000000000000ULL;
  unsigned long long high = (unsigned long long)scaled;
  unsigned long long low =
      (unsigned long long)((scaled - (Q)high) * (Q)1000000000000ULL);
  printf("%llu %llu\n", high, low);
  printf("%d\n", error < (Q)1e-30 && error > (Q)-1e-30);
  printf("%lld\n", (long long)Sum(300, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  printf("%.6f %d %d\n", (double)(r / 3), r > 1, (int)(r != r));
  __int128 wide = (__int128)(r * (Q)1e25);
  printf("%lld\n", (long long)(wide >> 40));
  printf("%u\n", Dig(300, 1));
  return 0;
}
