// go#20029: a variable live, dead and live again around a loop with nested
// scopes; with dead homes overwritten, a wrong liveness shows at once.
#include "common.h"

NOINLINE static int Get(const int *p) { return *p + (int)(Dig(2, 1) & 1); }
NOINLINE static void Set(int *p, int v) { *p = v + (int)(Dig(1, 1) & 1); }

NOINLINE static unsigned Run(int rounds) {
  unsigned sum = 0;
  int a[8], b[8];
  for (int i = 0; i < 8; i++) a[i] = b[i] = i;
  int *p = &a[Opaque(3)];
  for (int i = 0; i < rounds; i++) {
    sum = sum * 3 + (unsigned)Get(p);
    // p is dead here until it is assigned again.
    {
      int inner[4];
      int *q = &inner[Opaque(i & 3)];
      Set(q, i);
      for (int k = 0; k < 2; k++) {
        int deepest = k;
        int *r = &deepest;
        Set(r, Get(q) + k);
        sum += (unsigned)Get(r);
        if (k == 1 && i % 3 == 0) {
          Set(q, deepest);
          break;
        }
      }
      sum += (unsigned)Get(q);
    }
    if (i % 4 == 1) {
      p = &b[Opaque(i & 7)];
    } else if (i % 4 == 3) {
      p = &a[Opaque(i & 7)];
      Set(p, i);
    } else {
      p = (i & 2) ? &a[i & 7] : &b[7 - (i & 7)];
    }
  }
  return sum + (unsigned)Get(p);
}

int main(void) {
  printf("%u\n", Run(300));
  printf("%u\n", Dig(500, 1));
  printf("%u\n", Run(501));
  return 0;
}
