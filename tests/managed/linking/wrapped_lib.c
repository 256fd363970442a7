#include "../programs/common.h"

int __real_Wrapped(int depth, int *p);
void *__real_malloc(size_t n);
static int mallocs;

int __wrap_Wrapped(int depth, int *p) {
  int mine = *p;
  int r = __real_Wrapped(depth, &mine);
  *p += mine;
  return r + 1000 + mallocs;
}
void *__wrap_malloc(size_t n) {
  mallocs++;
  return __real_malloc(n + 1);
}
