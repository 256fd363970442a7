// Comparing and subtracting pointers into locals across calls that move them:
// order, equality and distance are the same after as before.
#include "common.h"

NOINLINE static int Between(const char *low, const char *p, const char *high) {
  int before = p >= low && p < high;
  long distance = p - low;
  Dig(5, 1);
  int after = p >= low && p < high;
  return before == after && distance == p - low ? (int)distance : -1000;
}
NOINLINE static char *Find(char *begin, char *end, char what) {
  for (char *p = begin; p != end; p++) {
    if ((Dig(1, 1) & 1) == 2) return NULL;
    if (*p == what) return p;
  }
  return end;
}
NOINLINE static int Same(int depth, int *mine, int *theirs) {
  int local = depth;
  if (depth == 0) return (mine == theirs) + 2 * (mine == &local);
  int r = Same(depth - 1, mine, depth == 40 ? &local : theirs);
  return r * 2 + (mine == theirs) + (&local == mine);
}
NOINLINE static long Differences(int n) {
  short array[200];
  short *p[8];
  long sum = 0;
  for (int i = 0; i < 8; i++) p[i] = &array[(i * 53) % 200];
  for (int i = 0; i < 200; i++) array[i] = (short)i;
  for (int i = 0; i < n; i++) {
    sum += (p[i & 7] - p[(i * 3 + 1) & 7]) * (i & 15);
    Dig(2, (unsigned)i);
    sum += *p[i & 7] + (p[(i + 1) & 7] - array);
    sum += p[i & 7] < p[(i + 2) & 7];
  }
  return sum;
}
NOINLINE static int ReverseInPlace(char *s) {
  char *i = s, *j = s + strlen(s);
  int swaps = 0;
  while (i < --j) {
    char t = *i;
    *i++ = *j;
    *j = t;
    swaps += (int)(Dig(1, 1) & 1) + 1;
  }
  return swaps;
}

int main(void) {
  char text[50] = "a stack that moves keeps its distances";
  for (int i = 0; i < 40; i += 7)
    printf("%d ", Between(text, text + i, text + 38));
  char *k = Find(text, text + 38, 'k');
  Dig(300, 1);
  printf("\n%d %d\n", (int)(k - text), Find(text, text + 38, '#') == text + 38);
  int x = 0, y = 0;
  printf("%d %d\n", Same(20, &x, &x), Same(20, &x, &y));
  printf("%d\n", Same(60, &x, &y) & 0xffff);
  printf("%ld\n", Differences(300));
  printf("%d ", ReverseInPlace(text) > 0);
  printf("%s\n", text);
  printf("%u\n", Dig(700, 3));
  return 0;
}
