// Nobody waits for ever for his turn: a goroutine in the queue while two others
// wake each other all the time, and one that has slept, whom a thread without a
// P makes ready, while two others give way to each other.
// PROCS: 1 2 4
// NOSCHED:
#include "common.h"
#include "pagurus.h"

static pag_waitgroup all;
static int had_turn;

static int Over(void) { return __atomic_load_n(&had_turn, __ATOMIC_ACQUIRE); }

static void TakeTurn(void *unused) {
  (void)unused;
  Dig(100, 1);
  __atomic_store_n(&had_turn, 1, __ATOMIC_RELEASE);
  pag_waitgroup_done(&all);
}

static void Serve(void *channel) {
  pag_chan *const *const ch = channel;
  long ball = 0;
  do {
    pag_chan_send(ch[0], &ball);
    pag_chan_recv(ch[1], &ball);
  } while (ball >= 0);
  pag_waitgroup_done(&all);
}

static void Return(void *channel) {
  pag_chan *const *const ch = channel;
  long ball;
  do {
    pag_chan_recv(ch[0], &ball);
    ball = Over() ? -1 : ball + 1;
    pag_chan_send(ch[1], &ball);
  } while (ball >= 0);
  pag_waitgroup_done(&all);
}

static void WhoWakeEachOther(void) {
  pag_chan *ch[2] = {pag_chan_make(sizeof(long), 0),
                     pag_chan_make(sizeof(long), 0)};
  __atomic_store_n(&had_turn, 0, __ATOMIC_RELEASE);
  pag_waitgroup_add(&all, 3);
  pag_go(Serve, ch);
  pag_go(Return, ch);
  pag_go(TakeTurn, NULL);
  pag_waitgroup_wait(&all);
}

static void SleepAndTakeTurn(void *unused) {
  pag_sleep(1000000);
  TakeTurn(unused);
}

static void GiveWay(void *unused) {
  (void)unused;
  while (!Over()) pag_yield();
  pag_waitgroup_done(&all);
}

static void WhoGiveWayToEachOther(void) {
  __atomic_store_n(&had_turn, 0, __ATOMIC_RELEASE);
  pag_waitgroup_add(&all, 3);
  pag_go(SleepAndTakeTurn, NULL);
  pag_go(GiveWay, NULL);
  pag_go(GiveWay, NULL);
  pag_waitgroup_wait(&all);
}

int main(void) {
  for (int i = 0; i < 3; i++) {
    WhoWakeEachOther();
    WhoGiveWayToEachOther();
  }
  printf("all had their turns\n");
  return 0;
}
