// NOSTATS: one `done` too many is a fatal error (status 2).
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

static pag_waitgroup group;
static void Done(void *argument) {
  (void)argument;
  pag_waitgroup_done(&group);
}

int main(void) {
  pag_waitgroup_add(&group, 1);
  pag_go(Done, NULL);
  pag_waitgroup_wait(&group);
  printf("%u\n", Dig(200, 1));
  fflush(stdout);
  pag_waitgroup_done(&group);
  printf("not here\n");
  return 0;
}
