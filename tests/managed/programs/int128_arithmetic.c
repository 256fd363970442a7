// __int128: multiplication inline, division and conversions by library routines
// that only appear in code generation, with pointers to locals live around
// them.
#include "common.h"

typedef unsigned __int128 U;
typedef __int128 I;

static void Print(U v) {
  char text[48];
  int at = sizeof text;
  text[--at] = 0;
  do {
    text[--at] = (char)('0' + (int)(v % 10));
    v /= 10;
  } while (v);
  puts(text + at);
}

NOINLINE static U PowMod(U base, unsigned exponent, U mod, U *trace) {
  if (exponent == 0) return 1;
  U below = 0;
  U half = PowMod(base, exponent / 2, mod, &below);
  U square = half * half % mod;
  if (exponent & 1) square = square * base % mod;
  *trace = (*trace + below + square) % mod;
  return square;
}

NOINLINE static I Divide(int depth, I a, I b, I *remainder) {
  I mine = 0;
  I q = a / b;
  *remainder = a % b;
  if (depth) q += Divide(depth - 1, a - depth, b + (depth & 1 ? 2 : -2), &mine);
  *remainder += mine % 1000;
  return q;
}

int main(void) {
  U trace = 0;
  U mod = ((U)1 << 62) - 57;
  Print(PowMod(3, 0xfffffff1u, mod, &trace));
  Print(trace);
  I remainder = 0;
  I q = Divide(300, ((I)1 << 120) + 12345, ((I)1 << 60) + 9, &remainder);
  Print((U)q);
  Print((U)(remainder < 0 ? -remainder : remainder));
  I negative = -((I)7 << 100);
  Print((U)(negative / -1000003));
  Print((U) - (negative % 1000003));
  printf("%.6e %.6e\n", (double)((U)1 << 127), (double)negative);
  Print((U)1e30);
  U factorial = 1;
  for (unsigned i = 1; i <= 30; i++)
    factorial = factorial * i + (Dig(2, i) & 0);
  Print(factorial);
  printf("%u\n", Dig(300, 1));
  return 0;
}
