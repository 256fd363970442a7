// Nothing wrong with it: refused_test compiles it with flags that are refused,
// and once without, to see that it is the flag.
#include <stdio.h>
int main(void) {
  puts("plain");
  return 0;
}
