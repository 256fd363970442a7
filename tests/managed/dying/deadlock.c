// A deadlock lists every goroutine: what it waits for, its frames, who created
// it; also one that waits in a callback, through the native frames.
// PROCS: 1 2 4
//
// WAY: all
// ENDS: exit status 2
// SAYS: pagurus: fatal error: all goroutines are asleep: deadlock
// ANYWHERE: goroutine 1 \[wait group, locked to thread\]:
// ANYWHERE:   Receive@receive
// ANYWHERE: goroutine [0-9]+ \[chan receive\]:
// ANYWHERE: created by main@receiver to run Receive
// ANYWHERE: goroutine [0-9]+ \[chan send\]:
// ANYWHERE:   Send@send
// ANYWHERE: goroutine [0-9]+ \[chan receive \(null chan\)\]:
// ANYWHERE: goroutine [0-9]+ \[chan send \(null chan\)\]:
// ANYWHERE: goroutine [0-9]+ \[select\]:
// ANYWHERE: goroutine [0-9]+ \[select \(no cases\)\]:
// ANYWHERE: goroutine [0-9]+ \[sync mutex\]:
// ANYWHERE: goroutine [0-9]+ \[sync rwmutex \(to read\)\]:
// ANYWHERE: goroutine [0-9]+ \[sync rwmutex \(to write\)\]:
// ANYWHERE: goroutine [0-9]+ \[condition\]:
// ANYWHERE: goroutine [0-9]+ \[semaphore\]:
// ANYWHERE: goroutine [0-9]+ \[once\]:
// ANYWHERE: goroutine [0-9]+ \[park\]:
// SAYS:   Compare@compare
// SAYS:   qsort_r\+0x[0-9a-f]+ in libc.so.6
// SAYS:   InCallback@qsort
// SAYS: created by main@callback to run InCallback
#include "../programs/common.h"
#include "pagurus.h"

static pag_mutex mutex;
static pag_rwmutex writers, readers;
static pag_cond condition;
static pag_semaphore units;
static pag_waitgroup group;
static pag_once once;
static volatile unsigned sink;

NOINLINE static unsigned Deep(unsigned depth, void *channel) {
  unsigned below = depth > 0 ? Deep(depth - 1, channel) : 0;
  if (depth == 0) pag_chan_recv(channel, NULL);
  return below + (unsigned)Opaque((long)depth);
}
static void Receive(void *argument) {
  sink = Deep(200, argument);  // @receive
}
static void Send(void *argument) {
  int value = 1;
  pag_chan_send(argument, &value);  // @send
  sink = (unsigned)value;
}
static void SendNull(void *argument) { pag_chan_send(argument, NULL); }
static void Choose(void *argument) {
  struct pag_case cases[2] = {{argument, NULL, PAG_RECV},
                              {NULL, NULL, PAG_RECV}};
  pag_select(cases, argument == NULL ? 0 : 2, -1, NULL);
}
static void WaitsForMutex(void *argument) { pag_mutex_lock(argument); }
static void Writes(void *argument) { pag_rwmutex_lock(argument); }
static void Reads(void *argument) { pag_rwmutex_rlock(argument); }
static void WaitsForCondition(void *argument) {
  static pag_mutex own;
  pag_mutex_lock(&own);
  pag_cond_wait(argument, &own);
}
static void WaitsForUnit(void *argument) { pag_semaphore_acquire(argument); }
static void Again(void *argument) { pag_once_do(argument, Again, argument); }
static void Parks(void *argument) {
  pag_ticket ticket;
  (void)argument;
  pag_park_prepare(&ticket);
  sink = (unsigned)pag_park(&ticket, -1, NULL, NULL);
}
static int Compare(const void *a, const void *b) {
  (void)a, (void)b;
  return pag_chan_recv(NULL, NULL) + (int)sink;  // @compare
}
static void InCallback(void *argument) {
  int values[3] = {3, 1, 2};
  (void)argument;
  qsort(values, 3, sizeof *values, Compare);  // @qsort
  sink = (unsigned)values[0];
}

int main(void) {
  pag_mutex_lock(&mutex);
  pag_rwmutex_rlock(&writers);
  pag_rwmutex_lock(&readers);
  pag_waitgroup_add(&group, 1);
  pag_chan *empty = pag_chan_make(sizeof(int), 0);
  pag_go(Receive, empty);  // @receiver
  pag_go(Send, pag_chan_make(sizeof(int), 0));
  pag_go(SendNull, NULL);
  pag_go(Choose, empty);
  pag_go(Choose, NULL);
  pag_go(WaitsForMutex, &mutex);
  pag_go(Writes, &writers);
  pag_go(Reads, &readers);
  pag_go(WaitsForCondition, &condition);
  pag_go(WaitsForUnit, &units);
  pag_go(Again, &once);
  pag_go(Parks, NULL);
  pag_go(InCallback, NULL);  // @callback
  pag_waitgroup_wait(&group);
  return 0;
}
