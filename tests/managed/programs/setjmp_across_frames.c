// longjmp from hundreds of frames down, where the stack has moved since the
// setjmp.  Values modified after it are volatile; unmodified ones must survive.
#include <setjmp.h>

#include "common.h"

static jmp_buf env;

NOINLINE static void Down(int depth, int code, int *counter) {
  char pad[64];
  memset(pad, depth & 0x7f, sizeof pad);
  *counter += pad[depth & 63] & 1;
  if (depth == 0) longjmp(env, code);
  Down(depth - 1, code, counter);
  *counter += pad[1];
}

NOINLINE static void Run(int *alias) {
  int kept = (int)Opaque(77);
  const char *text = Opaque(1) ? "kept" : "lost";
  volatile int rounds = 0;
  volatile long sum = 0;
  int code = setjmp(env);
  if (code) {
    sum = sum * 10 + code;
    printf("%d %d %s %d\n", code, kept, text, rounds);
  }
  if (rounds < 8) {
    rounds = rounds + 1;
    Down(20 << rounds, rounds == 3 ? 1 : rounds, alias);
  }
  printf("%ld %d\n", sum, *alias);
  // A value of 0 arrives as 1.
  volatile int again = 0;
  if ((code = setjmp(env)) == 0) {
    again = 1;
    Down(10, 0, alias);
  }
  printf("%d %d\n", code, again);
}

int main(void) {
  int counter = 0;
  Run(&counter);
  printf("%d\n", counter);
  return 0;
}
