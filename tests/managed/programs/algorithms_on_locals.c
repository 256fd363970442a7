// Plain algorithms with all their data in locals: determinant by recursion,
// Floyd, sieve, LCS, permutations, flood fill, subset sums, binary search tree
// in a local pool.
#include "common.h"

enum { kN = 6 };

NOINLINE static double Determinant(int n, double m[kN][kN]) {
  if (n == 1) return m[0][0];
  double sum = 0, minor[kN][kN];
  for (int k = 0; k < n; k++) {
    for (int i = 1; i < n; i++)
      for (int j = 0, c = 0; j < n; j++)
        if (j != k) minor[i - 1][c++] = m[i][j];
    sum += (k & 1 ? -1 : 1) * m[0][k] * Determinant(n - 1, minor);
  }
  return sum;
}
NOINLINE static int Min(const int *a, const int *b) {
  return *a < *b ? *a : *b;
}
NOINLINE static int Floyd(int n) {
  int d[12][12];
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      d[i][j] = i == j ? 0 : (i * 7 + j * 13) % 23 + 1;
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        int via = d[i][k] + d[k][j];
        d[i][j] = Min(&d[i][j], &via);
      }
  int sum = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) sum = sum * 3 % 10007 + d[i][j];
  return sum;
}
NOINLINE static void Strike(char *sieve, int p, int n) {
  for (int i = p * p; i < n; i += p) sieve[i] = 1;
}
NOINLINE static int Sieve(void) {
  char sieve[2000] = {0};
  int count = 0;
  for (int i = 2; i < 2000; i++) {
    if (sieve[i]) continue;
    count++;
    if (i < 45) Strike(sieve, i, 2000);
  }
  return count;
}
NOINLINE static int Lcs(const char *a, const char *b, int i, int j,
                        signed char memo[][16]) {
  if (!a[i] || !b[j]) return 0;
  if (memo[i][j] >= 0) return memo[i][j];
  int r = a[i] == b[j] ? 1 + Lcs(a, b, i + 1, j + 1, memo) : 0;
  int s = Lcs(a, b, i + 1, j, memo), t = Lcs(a, b, i, j + 1, memo);
  if (s > r) r = s;
  if (t > r) r = t;
  return memo[i][j] = (signed char)r;
}
NOINLINE static unsigned Permute(char *s, char *at, unsigned hash) {
  if (!*at) {
    for (char *p = s; *p; p++) hash = hash * 31 + (unsigned char)*p;
    return hash;
  }
  for (char *p = at; *p; p++) {
    char t = *p;
    *p = *at;
    *at = t;
    hash = Permute(s, at + 1, hash);
    t = *p;
    *p = *at;
    *at = t;
  }
  return hash;
}
NOINLINE static int Fill(char grid[20][20], int r, int c) {
  if (r < 0 || c < 0 || r >= 20 || c >= 20 || grid[r][c]) return 0;
  grid[r][c] = 1;
  return 1 + Fill(grid, r + 1, c) + Fill(grid, r, c + 1) +
         Fill(grid, r - 1, c) + Fill(grid, r, c - 1);
}
typedef struct Tree {
  struct Tree *kid[2];
  int key;
} Tree;
NOINLINE static Tree **Place(Tree **root, int key) {
  return !*root || (*root)->key == key
             ? root
             : Place(&(*root)->kid[key > (*root)->key], key);
}
NOINLINE static int Height(const Tree *t) {
  if (!t) return 0;
  int a = Height(t->kid[0]), b = Height(t->kid[1]);
  return 1 + (a > b ? a : b);
}
NOINLINE static unsigned Trees(void) {
  Tree pool[200];
  Tree *root = NULL;
  uint32_t state = 5;
  int used = 0;
  for (int i = 0; i < 200; i++) {
    int key = (int)(Next(&state) % 1000);
    Tree **slot = Place(&root, key);
    if (*slot) continue;
    pool[used] = (Tree){{NULL, NULL}, key};
    *slot = &pool[used++];
  }
  return (unsigned)(Height(root) * 1000 + used);
}

int main(void) {
  double m[kN][kN];
  for (int i = 0; i < kN; i++)
    for (int j = 0; j < kN; j++) m[i][j] = (i * 3 + j * j * 5) % 11 - 3;
  printf("%.1f\n", Determinant(kN, m));
  printf("%d %d\n", Floyd(12), Sieve());
  signed char memo[16][16];
  memset(memo, -1, sizeof memo);
  printf("%d\n", Lcs("hermitcrabshell", "shrimpcrawlers", 0, 0, memo));
  char text[] = "abcdef";
  printf("%u %s\n", Permute(text, text, 1), text);
  char grid[20][20] = {{0}};
  for (int i = 0; i < 19; i++) grid[i][(i * 7) % 20] = 1;
  printf("%d\n", Fill(grid, 0, 1));
  printf("%u\n", Trees());
  return 0;
}
