// The address of a local goes down a hundred (and a thousand) levels, is
// written at the bottom and on the way back; direct, through struct members, as
// array.
#include "common.h"

NOINLINE static void Write(int depth, int *p) {
  if (depth == 0) {
    *p = 4711;
    return;
  }
  Write(depth - 1, p);
  *p += 1;
}
NOINLINE static void WriteMany(int depth, int *a, long *b, char *c, double *d) {
  long mine = *b;
  if (depth)
    WriteMany(depth - 1, a + 1, &mine, c, d);
  else
    strcpy(c, "bottom"), *d = 2.5;
  *a = depth;
  *b += mine & 0xff;
  c[0] = (char)('a' + depth % 26);
  *d += 0.5;
}
NOINLINE static int **Indirect(int depth, int **pp) {
  if (depth == 0) {
    **pp += 9;
    return pp;
  }
  int *copy = *pp;
  int **r = Indirect(depth - 1, &copy);
  **pp += (r != NULL);
  return pp;
}

int main(void) {
  int x = 0;
  Write(100, &x);
  printf("%d\n", x);
  Write(1000, &x);
  printf("%d\n", x);
  int array[301];
  long b = 3;
  char c[16];
  double d;
  WriteMany(300, array, &b, c, &d);
  printf("%llx %ld %s %.1f\n",
         (unsigned long long)MixBytes(1, array, sizeof array), b, c, d);
  int *p = &x;
  Indirect(200, &p);
  printf("%d %d\n", x, *p);
  return 0;
}
