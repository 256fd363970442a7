// sigsetjmp with and without the mask, and _setjmp/_longjmp; the saved signal
// mask is put back by siglongjmp.
#include <setjmp.h>
#include <signal.h>

#include "common.h"

static sigjmp_buf env;
static jmp_buf plain;

NOINLINE static void Down(int depth, int kind) {
  volatile int pad[16];
  pad[depth & 15] = depth;
  if (depth == 0) {
    if (kind == 2) _longjmp(plain, 9);
    siglongjmp(env, 10 + kind);
  }
  Down(depth - 1, kind);
  pad[0] = 1;
}

static int Blocked(int number) {
  sigset_t now;
  sigprocmask(SIG_SETMASK, NULL, &now);
  return sigismember(&now, number);
}

int main(void) {
  sigset_t block;
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  for (volatile int kind = 0; kind < 2; kind++) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int code = sigsetjmp(env, kind);
    if (code == 0) {
      sigprocmask(SIG_BLOCK, &block, NULL);
      Down(500, kind);
    }
    printf("kind %d code %d blocked %d\n", kind, code, Blocked(SIGUSR1));
  }
  volatile int once = 0;
  int code = _setjmp(plain);
  printf("plain %d\n", code);
  if (!once) {
    once = 1;
    Down(700, 2);
  }
  return 0;
}
