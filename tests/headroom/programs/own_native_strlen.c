// EXPECT: measured: a chain of unchecked code needs
// EXPECT:     strlen: 
// A routine that managed code calls straight, of the program's own, native.
#include <stddef.h>
size_t strlen(const char *s) {
  volatile char copy[1000];
  size_t n = 0;
  while ((copy[n % 1000] = s[n])) n++;
  return n;
}
