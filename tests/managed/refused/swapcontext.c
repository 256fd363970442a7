// REFUSE: swapcontext.c:(8|9|10): .*(ucontext|getcontext|makecontext|swapcontext)
#include <ucontext.h>
static ucontext_t a, b;
static char stack[65536];
static void f(void) {}
int main(void) {
  b.uc_stack.ss_sp = stack;
  getcontext(&b);
  makecontext(&b, f, 0);
  swapcontext(&a, &b);
  return 0;
}
