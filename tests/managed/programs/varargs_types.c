// Every class of variadic argument: integers, doubles beyond the eight vector
// registers, long double (aligned memory), __int128, small and large structs,
// pointers to locals.  The format string says which comes next.
#include <stdarg.h>

#include "common.h"

typedef struct {
  int x, y;
} Small;
typedef struct {
  double a;
  long b;
} Mixed;
typedef struct {
  long words[9];
} Large;
typedef struct {
  float f[3];
} Floats;

NOINLINE static uint64_t Read(const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  uint64_t hash = 1;
  for (const char *p = format; *p; p++) {
    hash = Mix(hash, Dig((unsigned)(p - format), (unsigned char)*p));
    switch (*p) {
      case 'i':
        hash = Mix(hash, (uint64_t)(int64_t)va_arg(ap, int));
        break;
      case 'l':
        hash = Mix(hash, (uint64_t)va_arg(ap, long));
        break;
      case 'd':
        hash = Mix(hash, (uint64_t)(int64_t)(va_arg(ap, double) * 1000));
        break;
      case 'D':
        hash = Mix(hash, (uint64_t)(int64_t)(va_arg(ap, long double) * 100000));
        break;
      case 'q': {
        unsigned __int128 v = va_arg(ap, unsigned __int128);
        hash = Mix(Mix(hash, (uint64_t)v), (uint64_t)(v >> 64));
        break;
      }
      case 's': {
        Small s = va_arg(ap, Small);
        hash = Mix(Mix(hash, (uint64_t)s.x), (uint64_t)s.y);
        break;
      }
      case 'm': {
        Mixed m = va_arg(ap, Mixed);
        hash = Mix(Mix(hash, (uint64_t)(m.a * 8)), (uint64_t)m.b);
        break;
      }
      case 'L': {
        Large l = va_arg(ap, Large);
        for (int i = 0; i < 9; i++) hash = Mix(hash, (uint64_t)l.words[i]);
        break;
      }
      case 'f': {
        Floats f = va_arg(ap, Floats);
        for (int i = 0; i < 3; i++) hash = Mix(hash, (uint64_t)(f.f[i] * 4));
        break;
      }
      case 'p': {
        int *p2 = va_arg(ap, int *);
        hash = Mix(hash, (uint64_t)*p2);
        *p2 += 1;
        break;
      }
    }
  }
  va_end(ap);
  return hash;
}

#define SHOW(...) printf("%016llx\n", (unsigned long long)Read(__VA_ARGS__))

int main(void) {
  Small s = {3, -4};
  Mixed m = {2.5, 77};
  Large l = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};
  Floats f = {{0.25f, 0.5f, 0.75f}};
  unsigned __int128 q = ((unsigned __int128)0x1234567890abcdefu << 64) | 42;
  int a = 5, b = 6;
  SHOW("");
  SHOW("d", 1.5);
  SHOW("dddddddddddd", 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0,
       12.0);
  SHOW("DiDdlD", 1.25L, 3, -2.5L, 0.5, 9L, 1e6L);
  SHOW("iq", 1, q);
  SHOW("iiiqiq", 1, 2, 3, q, 5, q + 1);
  SHOW("smsmLsf", s, m, s, m, l, s, f);
  SHOW("LlLdL", l, 5L, l, 0.125, l);
  SHOW("pppiiippdp", &a, &b, &a, 1, 2, 3, &b, &a, 4.0, &b);
  printf("%d %d\n", a, b);
  printf("%u\n", Dig(1500, 3));
  SHOW("pppiiippdpDqLm", &a, &b, &a, 1, 2, 3, &b, &a, 4.0, &b, 3.5L, q, l, m);
  printf("%d %d\n", a, b);
  return 0;
}
