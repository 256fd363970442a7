// Static locals: own memory per function, pointers to them handed around,
// recursion through them.
#include "common.h"

NOINLINE static int *Counter(int which) {
  static int counters[4];
  static int *last;
  if (which < 0) return last;
  last = &counters[which & 3];
  ++*last;
  return last;
}
NOINLINE static const char *Name(int i) {
  static char buffer[32];
  snprintf(buffer, sizeof buffer, "n%d-%u", i, Dig(2, (unsigned)i) & 0xff);
  return buffer;
}
NOINLINE static uint64_t Memo(int n) {
  static uint64_t memo[100];
  if (n < 2) return (uint64_t)n;
  if (memo[n]) return memo[n];
  int *p = Counter(n);
  uint64_t *slot = &memo[n];
  *slot = Memo(n - 1) + Memo(n - 2);
  return *slot + (uint64_t)(*p & 0);
}

int main(void) {
  printf("%llu\n", (unsigned long long)Memo(90));
  for (int i = 0; i < 10; i++) Counter(i);
  int *p = Counter(-1);
  printf("%d ", *p);
  printf("%d\n", *Counter(0));
  printf("%s ", Name(3) == Name(4) ? "same" : "differs");
  printf("%s\n", Name(5));
  printf("%u\n", Dig(500, 1));
  return 0;
}
