// Variadic calls through pointers: managed and native targets in one table, and
// the same pointer aimed at either.
#include <stdarg.h>

#include "common.h"

typedef int (*Formatter)(char *, size_t, const char *, ...);

NOINLINE static int Mine(char *buffer, size_t size, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  Dig(30, 3);
  int n = vsnprintf(buffer + 1, size - 1, format, ap);
  buffer[0] = '*';
  va_end(ap);
  return n + 1;
}

NOINLINE static int Count(char *buffer, size_t size, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  long total = 0;
  for (const char *p = format; *p; p++)
    if (p[0] == '%' && p[1] == 'd') total += va_arg(ap, int);
  va_end(ap);
  return snprintf(buffer, size, "total %ld", total);
}

static const Formatter kTable[] = {snprintf, Mine, Count, snprintf, Mine};

int main(void) {
  char buffer[200];
  for (int round = 0; round < 10; round++) {
    for (size_t i = 0; i < sizeof kTable / sizeof *kTable; i++) {
      int n = kTable[i](buffer, sizeof buffer, "%d %d %d %d %d %d %d %d", round,
                        (int)i, 3, 4, 5, 6, 7, 8);
      printf("%d %s\n", n, buffer);
    }
  }
  printf("%u\n", Dig(1000, 9));
  Formatter which = Opaque(1) ? Mine : snprintf;
  int n = which(buffer, sizeof buffer, "%d", 12);
  printf("%d %s\n", n, buffer);
  return 0;
}
