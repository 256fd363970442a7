// REFUSE: reference_variadic.c:7: .*reference as a variadic argument
#include <pagurus_gc.h>
#include <stdio.h>
static pag_type type = {sizeof(long), 0, "long"};
int main(void) {
  void PAG_REF *object = pag_alloc(&type);
  printf("%p\n", object);
  return 0;
}
