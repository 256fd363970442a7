// NOSTATS: the runtime's report comes from an atexit handler
// quick_exit runs at_quick_exit's handlers only.
#include "common.h"

static void Quick(void) {
  printf("quick %u\n", Dig(200, 1));
  fflush(stdout);
}
static void Never(void) { printf("never\n"); }
NOINLINE static void Down(int depth, int *p) {
  int mine = *p + 1;
  if (depth == 0) quick_exit(mine & 0x3f);
  Down(depth - 1, &mine);
  *p = mine;
}

int main(void) {
  int zero = 0;
  atexit(Never);
  at_quick_exit(Quick);
  Down(300, &zero);
  return 0;
}
