#include "separate.h"

// The same name as a static function of separate_b.c and an extern one of none.
NOINLINE static long Helper(long *p) { return *p += 1; }

int shared_counter;

int main(void) {
  long x = 1, y = 2;
  printf("%ld ", Alpha(100, &x));
  printf("%ld\n", x);
  printf("%ld ", Beta(101, &y));
  printf("%ld\n", y);
  printf("%ld ", Variadic(9, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L));
  printf("%ld\n", Helper(&x));
  Big b = Make(50, &y);
  printf("%ld\n", b.w[9]);
  printf("%ld ", Many(&x, &y, &x, &y, &x, &y, &x, b, &y));
  printf("%ld %ld\n", x, y);
  for (int i = 0; i < 2; i++) printf("%ld ", kHooks[i](60, &x));
  printf("%ld\n", x);
  if (Missing) printf("missing %d\n", Missing(1));
  printf("optional %d\n", Optional ? Optional(40) : -1);
  printf("%d\n", shared_counter);
  return 0;
}
