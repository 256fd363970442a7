// Weak references without a definition (`if (f) f()`), weak definitions,
// aliases weak and strong.
#include "common.h"

extern int NeverDefined(int) __attribute__((weak));
extern int never_defined_data __attribute__((weak));
extern void *dlmopen_of_nothing(const char *, int) __attribute__((weak));
extern size_t strlen(const char *) __attribute__((weak));

__attribute__((weak, noinline)) int WeakHere(int x) {
  int local = x + 1;
  return x ? WeakHere(x - 1) + local : (int)(Dig(5, 1) & 1);
}
NOINLINE static int Target(int *p) { return ++*p + (int)(Dig(3, 1) & 1); }
static int StaticAlias(int *) __attribute__((alias("Target")));
int WeakAlias(int) __attribute__((weak, alias("WeakHere")));

static int (*volatile maybe)(int) = NeverDefined;

int main(void) {
  if (NeverDefined)
    printf("impossible %d\n", NeverDefined(3));
  else
    printf("undefined function is null\n");
  if (&never_defined_data) printf("impossible\n");
  if (dlmopen_of_nothing) dlmopen_of_nothing("x", 1);
  printf("%d\n", maybe == NULL);
  if (strlen) printf("%zu\n", strlen("weak but there"));
  printf("%d\n", WeakHere(300));
  printf("%d\n", WeakAlias(300));
  int x = 1;
  printf("%d ", StaticAlias(&x));
  printf("%d\n", x);
  int (*p)(int) = Opaque(1) ? WeakAlias : WeakHere;
  printf("%d %d\n", p(10), p == WeakHere);
  printf("%u\n", Dig(300, 1));
  return 0;
}
