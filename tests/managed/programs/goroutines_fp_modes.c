// The floating-point modes are a goroutine's own: it begins with its creator's
// and keeps them, whoever runs on its thread between, preempts it or ends.
// PROCS: 1 2
// FLAGS: -lm
#include <fenv.h>

#include "common.h"
#include "pagurus.h"

static int wrong;
static pag_waitgroup group = PAG_INIT;
static volatile double one = 1, three = 3;

static void Expect(int mode) {
  if (fegetround() != mode) wrong |= 1;
  const double third = one / three;
  const int up = third * 3 != 1 || third > 0.333333333333333314829616256247;
  if (mode == FE_UPWARD && !up) wrong |= 2;
  if (mode == FE_DOWNWARD && third > 0.3333333333333333148296162562474) wrong |= 4;
}

static void ChangesModes(void *argument) { fesetround((int)(intptr_t)argument); }

// Leaves the thread with other modes than it found, twice.
static void Ends(void *argument) {
  wrong |= Dig(60, 1) == 0 ? 8 : 0;
  pag_at_goexit(ChangesModes, (void *)(intptr_t)FE_UPWARD);
  fesetround((int)(intptr_t)argument);
  pag_waitgroup_done(&group);
}

static void Begins(void *argument) {
  Expect((int)(intptr_t)argument);
  for (int i = 0; i < 20; i++) {
    pag_yield();
    Expect((int)(intptr_t)argument);
  }
  pag_waitgroup_done(&group);
}

static void Creates(void *argument) {
  const int mode = (int)(intptr_t)argument;
  fesetround(mode);
  for (int i = 0; i < 5; i++) {
    pag_waitgroup_add(&group, 2);
    pag_go(Ends, (void *)(intptr_t)FE_TOWARDZERO);
    pag_go(Begins, (void *)(intptr_t)mode);
    pag_yield();
    Expect(mode);
  }
  pag_waitgroup_done(&group);
}

int main(void) {
  const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
  pag_waitgroup_add(&group, 8);
  for (int i = 0; i < 8; i++) pag_go(Creates, (void *)(intptr_t)modes[i % 4]);
  pag_waitgroup_wait(&group);
  Expect(FE_TONEAREST);
  printf("%d\n", wrong);
  return 0;
}
