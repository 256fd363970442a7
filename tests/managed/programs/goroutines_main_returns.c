// main returns while other goroutines are parked in mid-recursion: the program
// ends with main's status, and atexit handlers run.
#include "common.h"
#include "pagurus.h"

static void Handler(void) { printf("handler %u\n", Dig(50, 2)); }

NOINLINE static void Park(int depth) {
  int local[8] = {depth};
  if (depth) Park(depth - 1);
  for (;;) {
    pag_yield();
    local[depth & 7]++;
  }
}
static void Worker(void *argument) { Park((int)(intptr_t)argument); }

int main(void) {
  atexit(Handler);
  for (int i = 1; i < 6; i++) pag_go(Worker, (void *)(intptr_t)(i * 30));
  for (int i = 0; i < 3; i++) pag_yield();
  printf("bye %u\n", Dig(300, 3));
  return 17;
}
