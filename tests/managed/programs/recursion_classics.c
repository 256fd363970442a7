// Ackermann, Tak, Hanoi, McCarthy's 91, Hofstadter, partition counts, mutual
// recursion: nothing but calls.
#include "common.h"

NOINLINE static unsigned Ackermann(unsigned m, unsigned n) {
  if (m == 0) return n + 1;
  if (n == 0) return Ackermann(m - 1, 1);
  return Ackermann(m - 1, Ackermann(m, n - 1));
}
NOINLINE static int Tak(int x, int y, int z) {
  if (y >= x) return z;
  return Tak(Tak(x - 1, y, z), Tak(y - 1, z, x), Tak(z - 1, x, y));
}
NOINLINE static int McCarthy(int n) {
  return n > 100 ? n - 10 : McCarthy(McCarthy(n + 11));
}
static int Female(int);
NOINLINE static int Male(int n) { return n == 0 ? 0 : n - Female(Male(n - 1)); }
NOINLINE static int Female(int n) {
  return n == 0 ? 1 : n - Male(Female(n - 1));
}
NOINLINE static long Hanoi(int n, int *from, int *to, int *via) {
  if (n == 0) return 0;
  long a = Hanoi(n - 1, from, via, to);
  --*from;
  ++*to;
  return a + 1 + Hanoi(n - 1, via, to, from);
}
NOINLINE static int Partitions(int n, int most) {
  if (n == 0) return 1;
  int sum = 0;
  for (int k = 1; k <= most && k <= n; k++) sum += Partitions(n - k, k);
  return sum;
}
NOINLINE static int Collatz(unsigned long n) {
  if (n == 1) return 0;
  return 1 + Collatz(n & 1 ? 3 * n + 1 : n / 2);
}

int main(void) {
  printf("%u\n", Ackermann(2, 60));
  printf("%d\n", Tak(10, 6, 2));
  printf("%d\n", McCarthy(20));
  printf("%d %d\n", Male(12), Female(12));
  int pegs[3] = {9, 0, 0};
  printf("%ld", Hanoi(9, &pegs[0], &pegs[1], &pegs[2]));
  printf(" %d %d %d\n", pegs[0], pegs[1], pegs[2]);
  printf("%d\n", Partitions(18, 18));
  printf("%d\n", Collatz(837799));
  printf("%u\n", Dig(1000, 1));
  return 0;
}
