// Arrays of variable length in loops, nested scopes and recursion, left by
// break, continue, goto and return: none may leak, none may overlap a live one.
#include "common.h"

NOINLINE static unsigned Fill(unsigned char *p, int n, int value) {
  memset(p, value, (size_t)n);
  return Dig(2, p[n - 1]) & 0xff;
}

NOINLINE static unsigned Loop(int rounds) {
  unsigned sum = 0;
  for (int i = 1; i < rounds; i++) {
    unsigned char a[i % 700 + 1];
    sum += Fill(a, i % 700 + 1, i);
    if (i % 5 == 0) continue;
    unsigned char b[2000];
    sum += Fill(b, 2000, i + 1);
    for (int j = 1; j < 4; j++) {
      unsigned char c[j * 100 + i % 3];
      sum += Fill(c, j * 100 + i % 3, j);
      if (j == 3 && i % 7 == 0) goto next;
      sum += c[0] + a[0];
    }
    sum = sum * 3 + a[i % 700] + b[1999];
  next:;
  }
  return sum;
}

NOINLINE static unsigned Recurse(int depth, int n, int outer[n]) {
  int mine[n + 1];
  for (int i = 0; i < n; i++) mine[i] = outer[i] + i;
  mine[n] = depth;
  unsigned below = depth ? Recurse(depth - 1, n + 1, mine) : (unsigned)mine[n];
  for (int i = 0; i <= n; i++) below = below * 7 + (unsigned)mine[i];
  return below + (unsigned)sizeof mine;
}

NOINLINE static int Determinant(int n, int m[n][n]) {
  if (n == 1) return m[0][0];
  int sum = 0;
  for (int k = 0; k < n; k++) {
    int minor[n - 1][n - 1];
    for (int i = 1; i < n; i++)
      for (int j = 0, c = 0; j < n; j++)
        if (j != k) minor[i - 1][c++] = m[i][j];
    sum += (k % 2 ? -1 : 1) * m[0][k] * Determinant(n - 1, minor);
  }
  return sum;
}

int main(void) {
  printf("%u\n", Loop(1500));
  int first[1] = {1};
  printf("%u\n", Recurse(120, 1, first));
  int n = 6;
  int m[n][n];
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) m[i][j] = (i * 5 + j * 3) % 7 - 2;
  printf("%d\n", Determinant(n, m));
  // 20,000 arrays of 4 KiB would be 80 MiB if a loop leaked.
  unsigned sum = 0;
  for (int i = 0; i < 20000; i++) {
    volatile char page[4096 + (i & 1)];
    page[4095] = (char)i;
    sum += (unsigned char)page[4095];
  }
  printf("%u\n", sum);
  return 0;
}
