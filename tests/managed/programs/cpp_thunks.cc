// Virtual and multiple inheritance: thunks that adjust `this`, adjust a
// covariant result, pass arguments on the stack on; member function pointers to
// virtuals; virtual variadic functions that need no thunk.
#include <stdarg.h>

#include "common.h"

struct A {
  virtual ~A() = default;
  virtual A *Self(int *p) { return (*p)++, this; }
  long a = 1;
};
struct B {
  virtual ~B() = default;
  virtual long Total(int n, double *values) {
    return n - static_cast<long>(values[0]);
  }
  virtual B *Me(int *p) { return (*p)++, this; }
  virtual long Many(long x, long y, long z, long u, long v, long w, int *p) {
    return x + y + z + u + v + w + *p;
  }
  long b = 2;
};
struct V : virtual A {
  long v = 3;
};
struct C : V, virtual B {
  virtual long Sum(int n, ...) {
    va_list ap;
    va_start(ap, n);
    long sum = c;
    for (int i = 0; i < n; i++)
      sum = sum * 3 + va_arg(ap, int) + static_cast<long>(Dig(3, 1) & 0);
    va_end(ap);
    return sum;
  }
  long Total(int n, double *values) override {
    double sum = 0;
    for (int i = 0; i < n; i++) sum = sum * 2 + values[i];
    return static_cast<long>(sum) + b + static_cast<long>(Dig(20, 2) & 0);
  }
  C *Self(int *p) override { return Dig(4, 1) ? (*p += 2, this) : nullptr; }
  C *Me(int *p) override { return Dig(4, 1) ? (*p += 3, this) : nullptr; }
  long Many(long x, long y, long z, long u, long v, long w, int *p) override {
    int local = *p;
    Dig(30, 1);
    *p += 1;
    return x * 2 + y * 3 + z * 5 + u * 7 + v * 11 + w * 13 + local + c;
  }
  long c = 4;
};

NOINLINE static long Use(A &a, B &b, C &c, int depth) {
  int local = depth;
  double values[10] = {1, 2, 3, 4, 5, 6, 7, 8, 9, static_cast<double>(depth)};
  long r = c.Sum(9, 1, 2, 3, 4, 5, 6, 7, 8, 9) + b.Total(10, values);
  r += a.Self(&local)->a + b.Me(&local)->b + b.Many(1, 2, 3, 4, 5, 6, &local);
  long (B::*method)(long, long, long, long, long, long, int *) = &B::Many;
  r += (b.*method)(6, 5, 4, 3, 2, 1, &local);
  long (C::*variadic)(int, ...) = &C::Sum;
  r += (c.*variadic)(8, 8, 7, 6, 5, 4, 3, 2, 1);
  return (depth ? Use(a, b, c, depth - 1) : 0) % 1000003 + r % 1000 + local;
}

int main() {
  C c;
  A plain_a;
  B plain_b;
  printf("%ld\n", Use(c, c, c, 60));
  printf("%ld\n", Use(plain_a, c, c, 10));
  printf("%ld\n", Use(c, plain_b, c, 10));
  printf("%u\n", Dig(300, 1));
  return 0;
}
