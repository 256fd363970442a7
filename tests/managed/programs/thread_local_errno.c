// _Thread_local variables and errno: addresses taken, kept across calls that
// move the stack, set by native and managed code.
#include <errno.h>
#include <math.h>

#include "common.h"

static _Thread_local int counter;
_Thread_local long wide[4] = {1, 2, 3, 4};
static _Thread_local int *pointer;

NOINLINE static int Deep(int depth, int *local) {
  int mine = ++counter;
  wide[depth & 3] += mine;
  pointer = &counter;
  if (depth) Deep(depth - 1, &mine);
  *local += mine & 3;
  *pointer += 1;
  return counter;
}

NOINLINE static long Parse(const char *text, int *error) {
  errno = 0;
  long value = strtol(text, NULL, 10);
  Dig(10, 1);
  *error = errno;
  return value;
}

int main(void) {
  int local = 0;
  printf("%d\n", Deep(300, &local));
  printf("%d %ld %ld %ld %ld\n", local, wide[0], wide[1], wide[2], wide[3]);
  int error;
  printf("%ld", Parse("123", &error));
  printf(" %d\n", error);
  Parse("99999999999999999999999", &error);
  printf("%d\n", error == ERANGE);
  int *address = &errno;
  *address = 0;
  Dig(600, 2);
  FILE *f = fopen("/does/not/exist", "r");
  printf("%d %d %d\n", f == NULL, errno == ENOENT, *address == ENOENT);
  errno = EAGAIN;
  Dig(100, 2);
  printf("%d\n", errno == EAGAIN);
  return 0;
}
