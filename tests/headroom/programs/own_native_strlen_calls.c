// EXPECT: calls puts on the goroutine's stack without a gate, and it is not a listed leaf routine (I6)
// A leaf routine that is none.
#include <stddef.h>
#include <stdio.h>
size_t strlen(const char *s) {
  size_t n = 0;
  while (s[n]) n++;
  puts("measured");
  return n;
}
