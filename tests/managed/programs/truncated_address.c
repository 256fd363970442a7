// The low bits of an address, by way of a narrower integer, on either side of a
// call: the truncated address is still an address, the masked one is not.
#include "common.h"

NOINLINE static unsigned Touch(unsigned *p) { return *p += Dig(40, *p) & 1; }

NOINLINE static unsigned Before(unsigned *a, unsigned *b, unsigned n) {
  unsigned *p = n & 1 ? a : b;
  Touch(p);
  unsigned bits = (unsigned)(uintptr_t)p & 3;
  unsigned same = (p == a) * 2;
  unsigned h = Touch(a);
  return h * 5 + (bits + same) + *p;
}

NOINLINE static unsigned Across(unsigned *a, unsigned *b, unsigned n) {
  unsigned *p = n & 1 ? a : b;
  unsigned narrow = (unsigned)(uintptr_t)p;
  unsigned char byte = (unsigned char)(uintptr_t)p;
  unsigned h = Touch(a);
  if (h & 1) h += Touch(b);
  return h * 5 + (narrow & 3) * 2 + (byte & 1) + *p;
}

// Selection would make a choice between low bits and 0 into a variable mask.
static unsigned other[8], which;
NOINLINE static unsigned Masked(unsigned n, unsigned *a) {
  unsigned *p = which & 1 ? a + 1 : other;
  unsigned h = n * 3 + Touch(a);
  return h + ((unsigned)((uintptr_t)p & 3) ^ (n * n));
}

// The mask stands beside each comparison, in other blocks, behind the call (own
// generator, seeds 20083, 20348, 20752).
NOINLINE static unsigned Odd(unsigned n, unsigned *a) {
  unsigned *p = which & 1 ? a + 1 : a + (n & 1);
  unsigned odd = (unsigned)((uintptr_t)p & 3) & 1;
  unsigned h = n * 3 + Touch(a);
  for (unsigned i = 0; i < (n & 3); i++) {
    h += Touch(odd ? p : a);
    h ^= odd && i == 1 ? *p : i;
  }
  return h + (odd ? *p : h * 5);
}

NOINLINE static unsigned InLoop(char *text, unsigned n) {
  unsigned h = 0;
  for (unsigned i = 0; i < n; i++) {
    char *p = text + i;
    unsigned short narrow = (unsigned short)(uintptr_t)p;
    h = h * 3 + (unsigned)Dig(i & 7, i) + (narrow & 15);
    h += (unsigned char)(uintptr_t)p & 7;
  }
  return h;
}

int main(void) {
  unsigned x = 1, y = 2, v = 3, w = 4;
  _Alignas(16) char text[64] = {0};
  printf("%u\n", Before(&x, &y, 1) + Before(&x, &y, 2));
  printf("%u\n", Across(&v, &w, 1) + Across(&v, &w, 2));
  printf("%u\n", Masked(5, &v) + Masked(6, &w));
  unsigned pair[2] = {5, 6};
  printf("%u\n", Odd(7, pair) + Odd(6, pair));
  printf("%u\n", InLoop(text, (unsigned)Opaque(40)));
}
