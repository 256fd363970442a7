// Managed and native code calling each other with every kind of argument.
#ifndef PAGURUS_TESTS_MANAGED_LINKING_NATIVE_H_
#define PAGURUS_TESTS_MANAGED_LINKING_NATIVE_H_

#include "../programs/common.h"

typedef struct {
  long w[8];
} Big;
typedef struct {
  double d;
  int i;
} Pair;
typedef int (*Callback)(int depth, int *value);

// In native_part.c, compiled by plain clang.
int NativeApply(Callback f, int depth, int *value);
long NativeMany(long a, long b, long c, long d, long e, long f, long g, Big h,
                long *i, double j, long double k);
Big NativeBig(Big in, Pair p);
Pair NativePair(Pair p, long double x);
long NativeSum(int n, ...);
long NativeDrive(void);
Callback NativeCallback(void);

// In native_managed.c, compiled by Pagurus.
int ManagedStep(int depth, int *value);
long ManagedMany(long a, long b, long c, long d, long e, long f, long *g, Big h,
                 double i, long double j, int *k);
Big ManagedBig(Big in, int n);
Pair ManagedPair(int n, Pair p);
long ManagedSum(int n, ...);

#endif  // PAGURUS_TESTS_MANAGED_LINKING_NATIVE_H_
