// Two words for one function: refused when the program starts.
// OPT: -O1
// NOSTATS:
#include <unistd.h>

#include "common.h"
#include "pagurus.h"

__attribute__((used)) static int first, second;

__attribute__((noinline)) void Function(void) { Opaque(first + second); }

#ifdef PAG_FUNCTION_WORD
PAG_FUNCTION_WORD(Function, first);
PAG_FUNCTION_WORD(Function, second);
#endif

int main(void) {
#ifndef PAG_FUNCTION_WORD
  _exit(2);
#endif
  Function();
  printf("not refused\n");
  return 0;
}
