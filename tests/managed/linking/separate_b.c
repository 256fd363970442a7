#include "separate.h"

static long Helper(long *p, int k) { return *p ^= k; }

long Beta(int depth, long *out) {
  long array[5] = {*out, depth, 3, 4, 5};
  long below = depth ? Alpha(depth - 1, &array[depth % 5]) : 2;
  Helper(out, (int)array[depth % 5] & 3);
  return below + array[0] + array[4];
}

long Many(long *a, long *b, long *c, long *d, long *e, long *f, long *g, Big h,
          long *i) {
  long sum = Variadic(7, *a, *b, *c, *d, *e, *f, *g) & 0xffff;
  *g += h.w[3] & 0xff;
  *i += *a & 0xff;
  Alpha(20, &h.w[2]);
  return sum + h.w[2] % 1000 + *b;
}

Big Make(int n, const long *p) {
  if (n == 0) return (Big){{*p, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
  long mine = *p + n;
  Big b = Make(n - 1, &mine);
  b.w[n % 10] += mine;
  return b;
}

int Optional(int x) { return x ? Optional(x - 1) + 1 : 0; }
