// OPT: -O2 -O3
// STRESS: stressmove=100000
// Tail calls that clang turns into jumps must stay jumps: ten million levels of
// self-recursion and of mutual recursion take no stack at all.
#include "common.h"

NOINLINE static long Count(long n, long sum) {
  if (n == 0) return sum;
  return Count(n - 1, sum + (n & 3));
}

static int Odd(long n);
NOINLINE static int Even(long n) {
  if (n == 0) return 1;
  return Odd(n - 1);
}
NOINLINE static int Odd(long n) {
  if (n == 0) return 0;
  return Even(n - 1);
}

// Through a pointer, with a value that is not the callee's only argument.
typedef struct Machine Machine;
typedef long (*State)(Machine *, long);
struct Machine {
  State next[2];
  long ticks;
};
NOINLINE static long Ping(Machine *m, long n) {
  m->ticks++;
  if (n == 0) return m->ticks;
  return m->next[1](m, n - 1);
}
NOINLINE static long Pong(Machine *m, long n) {
  m->ticks += 2;
  if (n == 0) return -m->ticks;
  return m->next[0](m, n - 1);
}

int main(void) {
  printf("%ld\n", Count(Opaque(10000000), 0));
  printf("%d\n", Even(Opaque(10000001)));
  static Machine m = {{Ping, Pong}, 0};
  printf("%ld\n", Ping(&m, Opaque(1000000)));
  printf("%u\n", Dig(100, 1));
  return 0;
}
