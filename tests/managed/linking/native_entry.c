// main itself is native: managed functions are called without any goroutine.
#include <stdio.h>

#include "native.h"

int main(int argc, char **argv) {
  (void)argv;
  int x = argc;
  printf("%d ", ManagedStep(200, &x));
  printf("%d\n", x);
  printf("%ld\n", NativeDrive());
  return 3;
}
