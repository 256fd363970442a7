// One program in three files: pointers to locals, arguments on the stack,
// variadic functions and large results cross file borders in all directions.
#ifndef PAGURUS_TESTS_MANAGED_LINKING_SEPARATE_H_
#define PAGURUS_TESTS_MANAGED_LINKING_SEPARATE_H_

#include "../programs/common.h"

typedef struct {
  long w[10];
} Big;

long Alpha(int depth, long *out);
long Beta(int depth, long *out);
long Many(long *a, long *b, long *c, long *d, long *e, long *f, long *g, Big h,
          long *i);
long Variadic(int n, ...);
Big Make(int n, const long *p);
extern long (*const kHooks[2])(int, long *);
extern int shared_counter;
int Missing(int x) __attribute__((weak));
int Optional(int x) __attribute__((weak));

#endif  // PAGURUS_TESTS_MANAGED_LINKING_SEPARATE_H_
