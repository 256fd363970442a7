// REFUSE: return_address_of_caller.c:4: .*return.?address
#include <stdio.h>
__attribute__((noinline)) static void *f(void) {
  return __builtin_return_address(1);
}
int main(void) { return f() == NULL; }
