// Atomic operations on locals that are live across calls, directly and through
// pointers: the instruction's address is the frame's.
#include <stdatomic.h>

#include "common.h"

NOINLINE static int AddTo(atomic_int *p, int v) {
  Dig(2, 1);
  return atomic_fetch_add(p, v);
}

NOINLINE static unsigned Deep(int depth, _Atomic long *outer) {
  _Atomic long mine = depth;
  atomic_int small = 1;
  _Atomic unsigned char byte = 0;
  _Atomic double real = 0.5;
  AddTo(&small, depth);
  unsigned r = depth ? Deep(depth - 1, &mine) : 0;
  atomic_fetch_or(&byte, (unsigned char)depth);
  atomic_fetch_add(outer, atomic_load(&mine) & 3);
  real = real + depth;
  long expected = atomic_load(outer);
  while (!atomic_compare_exchange_weak(outer, &expected, expected * 3 % 1009)) {
  }
  int old = atomic_exchange(&small, 5);
  return r * 7 + (unsigned)old + byte + (unsigned)real +
         (unsigned)__atomic_add_fetch(&depth, 1, __ATOMIC_SEQ_CST);
}

int main(void) {
  _Atomic long total = 1;
  printf("%u ", Deep(0, &total));
  printf("%ld\n", atomic_load(&total));
  printf("%u ", Deep(400, &total));
  printf("%ld\n", atomic_load(&total));
  atomic_flag flag = ATOMIC_FLAG_INIT;
  printf("%d ", atomic_flag_test_and_set(&flag));
  Dig(10, 1);
  printf("%d\n", atomic_flag_test_and_set(&flag));
  return 0;
}
