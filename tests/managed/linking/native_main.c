#include "native.h"

NOINLINE static long Deep(int depth, int *p) {
  int mine = *p;
  long r = depth % 40 ? 0 : NativeApply(ManagedStep, 35, &mine);
  if (depth) r += Deep(depth - 1, &mine);
  *p += mine & 1;
  return r;
}

int main(void) {
  printf("%ld\n", NativeDrive());
  int x = 1;
  printf("%ld ", Deep(200, &x));
  printf("%d\n", x);
  printf("%ld\n", NativeSum(10, 1L, 2L, 3.0, 4L, 5L, 6.0, 7L, 8L, 9.0, 10L));
  long (*sum)(int, ...) = Opaque(1) ? ManagedSum : NativeSum;
  printf("%ld\n", sum(10, 1L, 2L, 3.0, 4L, 5L, 6.0, 7L, 8L, 9.0, 10L));
  Callback f = NativeCallback();
  printf("%d %d\n", f(5, &(int){6}), NativeApply(f, 3, &(int){4}));
  return 0;
}
