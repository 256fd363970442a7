// exit() from a goroutine that is not the first one, from deep recursion, while
// others are parked: handlers run, output arrives, the status is right.
#include "common.h"
#include "pagurus.h"

static void Handler(void) { printf("handler %u\n", Dig(100, 2)); }
NOINLINE static void Down(int depth, int *p) {
  int mine = *p + 1;
  if (depth % 20 == 0) pag_yield();
  if (depth == 0) {
    printf("leaving %d\n", mine);
    exit(mine & 0x7f);
  }
  Down(depth - 1, &mine);
  *p += mine;
}
static void Leaver(void *argument) {
  int zero = 0;
  (void)argument;
  Down(200, &zero);
}
static void Waiter(void *argument) {
  int local = (int)(intptr_t)argument;
  for (;;) {
    pag_yield();
    if (Dig(3, (unsigned)local) == 1) local++;
  }
}

int main(void) {
  atexit(Handler);
  for (int i = 0; i < 4; i++) pag_go(Waiter, (void *)(intptr_t)i);
  pag_go(Leaver, NULL);
  for (;;) pag_yield();
}
