// Our va_list read by native code: vprintf, vfprintf, vsnprintf, vsscanf called
// from managed variadic functions, at the bottom of deep recursion.
#include <stdarg.h>

#include "common.h"

NOINLINE static int Format(char *buffer, size_t size, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  int n = vsnprintf(buffer, size, format, ap);
  va_end(ap);
  return n;
}

NOINLINE static void Print(int depth, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  if (depth) Dig((unsigned)depth, 5);
  vprintf(format, ap);
  va_end(ap);
  va_start(ap, format);
  vfprintf(stdout, format, ap);
  va_end(ap);
}

NOINLINE static int Scan(const char *text, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  int n = vsscanf(text, format, ap);
  va_end(ap);
  return n;
}

NOINLINE static void Deep(int depth, const char *tag) {
  char local[64];
  int n = Format(local, sizeof local, "%s-%d", tag, depth);
  if (depth == 0) {
    Print(10, "%d %s %c %5.2f %Lg %ld %x %s\n", 1, "two", '3', 4.0, 5.5L, 6L, 7,
          local);
    return;
  }
  Deep(depth - 1, local + (n > 12 ? n - 12 : 0));
}

int main(void) {
  char buffer[128];
  int n = Format(buffer, sizeof buffer, "%d/%s/%.3f/%c/%lld/%u/%x/%o/%g/%Lf", 1,
                 "abc", 2.5, 'z', 1LL << 40, 3u, 255, 8, 0.001, 1.25L);
  printf("%d %s\n", n, buffer);
  n = Format(buffer, 8, "%s", "truncated text");
  printf("%d %s\n", n, buffer);
  Deep(200, "start");
  int a = 0, b = 0;
  double d = 0;
  char word[16];
  n = Scan("12 0x1f 2.5 hello", "%d %x %lf %15s", &a, (unsigned *)&b, &d, word);
  printf("%d %d %d %.2f %s\n", n, a, b, d, word);
  Print(3000, "%f %f %f %f %f %f %f %f %f %f\n", 1., 2., 3., 4., 5., 6., 7., 8.,
        9., 10.);
  return 0;
}
