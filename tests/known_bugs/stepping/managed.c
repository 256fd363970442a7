// Functions of all shapes, each of which is run instruction by instruction:
// small and large frames, callee-saved registers, stack arguments, varargs,
// pinned and variable-length arrays, tail calls, callbacks, jumps.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void steps_begin(void);
void steps_end(void);

#define NOINLINE __attribute__((noinline))

static volatile long sink;

NOINLINE static long Leaf(long a, long b) { return a * 3 + b; }

NOINLINE static long Registers(long a, long b, long c, long d, int depth) {
  long p = Leaf(a, b), q = Leaf(c, d), r = Leaf(a, d), s = Leaf(b, c);
  if (depth > 0) p += Registers(q, r, s, p, depth - 1);
  return p + Leaf(q, r) + s;
}

NOINLINE static long StackArguments(long a, long b, long c, long d, long e,
                                    long f, long *g, long h, int depth) {
  long own = *g + h;
  if (depth > 0)
    own += StackArguments(b, c, d, e, f, a, &own, h + 1, depth - 1);
  return own + a;
}

NOINLINE static long Large(int depth) {
  volatile char big[5000];
  big[depth] = 1;
  return big[depth] + (depth > 0 ? Large(depth - 1) : 0);
}

NOINLINE static long Variadic(int n, ...) {
  va_list list;
  va_start(list, n);
  long sum = 0;
  for (int i = 0; i < n; i++) sum += va_arg(list, long);
  va_end(list);
  return sum;
}

NOINLINE static long VariableLength(int n) {
  long array[n];
  for (int i = 0; i < n; i++) array[i] = i;
  sink = (long)(array[n / 2]);
  return Leaf(array[n - 1], n > 3 ? VariableLength(n - 3) : 0);
}

NOINLINE static long Tail(long n, long sum) {
  if (n == 0) return sum;
  return Tail(n - 1, Leaf(sum, n));
}

static int Compare(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b + (int)(Leaf(1, 2) - 5);
}

static jmp_buf env;
NOINLINE static void Jump(int depth) {
  if (depth == 0) longjmp(env, 2);
  Jump(depth - 1);
  sink = depth;
}

int main(void) {
  int numbers[9] = {5, 3, 8, 1, 9, 2, 7, 4, 6};
  long total = 0, one = 1;
  steps_begin();
  total += Registers(1, 2, 3, 4, 6);
  total += StackArguments(1, 2, 3, 4, 5, 6, &one, 7, 5);
  total += Large(4);
  total += Variadic(9, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  total += VariableLength(12);
  total += Tail(6, 1);
  qsort(numbers, 9, sizeof numbers[0], Compare);
  if (setjmp(env) == 0) Jump(5);
  steps_end();
  printf("%ld %d %d\n", total, numbers[0], numbers[8]);
  return 0;
}
