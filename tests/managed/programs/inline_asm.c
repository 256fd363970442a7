// Inline assembly: values, memory operands that are locals, clobbers of every
// callee-saved register and of flags, and asm between calls.
#include "common.h"

NOINLINE static long Memory(long x) {
  long local[3] = {x, 2, 3};
  __asm__("addq %1, %0" : "+m"(local[0]) : "r"(local[1]) : "cc");
  Dig(4, 1);
  __asm__("movq %1, %%rax\n\taddq %%rax, %0"
          : "+m"(local[2])
          : "m"(local[0])
          : "rax", "cc");
  return local[0] * 100 + local[2];
}

NOINLINE static int Clobber(int depth, int *p) {
  int x = depth * 3, y = *p;
  __asm__ volatile("" ::
                       : "rbx", "rbp", "r12", "r13", "r14", "r15", "rax", "rcx",
                         "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
                         "memory", "cc");
  if (depth) x += Clobber(depth - 1, &y) & 0xff;
  __asm__ volatile("" : "+r"(x), "+m"(y) : : "rbx", "r12", "r13", "r14", "r15");
  return x + y + *p;
}

NOINLINE static unsigned Rotate(unsigned v) {
  unsigned out;
  __asm__("rorl $7, %0" : "=r"(out) : "0"(v) : "cc");
  return out;
}

int main(void) {
  printf("%ld %ld\n", Memory(5), Memory(-7));
  int seed = 9;
  printf("%d\n", Clobber(500, &seed));
  unsigned r = 12345;
  for (int i = 0; i < 100; i++) r = Rotate(r) + Dig(1, r);
  printf("%u\n", r);
  return 0;
}
