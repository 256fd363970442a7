// setjmp in a goroutine, yields (and so other goroutines' moves) between it and
// the longjmp, which happens deeper and on a stack that has moved.
#include <setjmp.h>

#include "common.h"
#include "pagurus.h"

static int done;
static long out[4];

NOINLINE static void Down(jmp_buf *env, int depth, int code) {
  int local[4] = {depth, code, 0, 0};
  if (depth % 9 == 0) pag_yield();
  if (depth == 0) longjmp(*env, code);
  volatile int pad[8] = {depth};
  Down(env, depth - 1, local[1]);
  pad[1] = local[2];
}

static void Worker(void *argument) {
  long id = (long)(intptr_t)argument;
  jmp_buf env;
  volatile int tries = 0;
  volatile long sum = 0;
  int code = setjmp(env);
  sum = sum * 7 + code;
  pag_yield();
  if (tries < 6) {
    tries++;
    Down(&env, (int)(40 * tries + id), tries);
  }
  out[id] = sum;
  done++;
}

int main(void) {
  for (long i = 0; i < 4; i++) pag_go(Worker, (void *)(intptr_t)i);
  while (done < 4) pag_yield();
  for (int i = 0; i < 4; i++) printf("%ld\n", out[i]);
  return 0;
}
