// Functions that are not compiled: module-level assembly and naked functions
// are native code, called through gates and by pointer, with arguments on the
// stack.
#include "common.h"

__asm__(
    ".text\n"
    ".globl asm_weighted\n"
    ".type asm_weighted,@function\n"
    "asm_weighted:\n"
    "  leaq (%rdi,%rsi,2), %rax\n"
    "  leaq (%rax,%rdx,4), %rax\n"
    "  addq 8(%rsp), %rax\n"
    "  addq 16(%rsp), %rax\n"
    "  ret\n"
    ".size asm_weighted,.-asm_weighted\n");
long asm_weighted(long a, long b, long c, long d, long e, long f, long g,
                  long h);

__attribute__((naked, noinline)) static long Naked(long *p, long v) {
  __asm__("movq (%rdi), %rax\n\taddq %rsi, (%rdi)\n\tret");
}

NOINLINE static long Deep(int depth, long *outer) {
  long mine = depth;
  long r = Naked(&mine, 3) + asm_weighted(1, 2, depth, 0, 0, 0, *outer, mine);
  if (depth) r += Deep(depth - 1, &mine) & 0xffff;
  *outer += mine & 7;
  return r;
}

int main(void) {
  long x = 5;
  printf("%ld ", Deep(300, &x));
  printf("%ld\n", x);
  long (*f)(long *, long) = Opaque(1) ? Naked : NULL;
  printf("%ld ", f(&x, 10));
  printf("%ld\n", x);
  return 0;
}
