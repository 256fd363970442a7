// SIGQUIT shows all goroutines, parked, running and in native code, and ends the
// process as the signal does, or goes on; pag_print_goroutines shows them, too.
// PROCS: 1 4
//
// WAY: quit
// ENDS: signal 3
// SAYS: pagurus: SIGQUIT
// ANYWHERE: goroutine [0-9]+ \[sleep\]:
// ANYWHERE:   Sleeps@sleep
// ANYWHERE: goroutine [0-9]+ \[chan receive\]:
// ANYWHERE:   Receives@receive
// ANYWHERE: goroutine 1 .*
// ANYWHERE:   main@quit
// NEVER: .*without a frame record.*
//
// WAY: quit
// WITH: sigquit=continue
// ENDS: exit status 0
// SAYS: pagurus: SIGQUIT
// ANYWHERE:   Receives@receive
// ANYWHERE:   main@quit
//
// WAY: print
// ENDS: exit status 0
// SAYS: goroutine 1 \[running, locked to thread\]:
// SAYS:   main@print
// ANYWHERE:   Receives@receive
//
// WAY: storm
// WITH: sigquit=continue
// ENDS: exit status 0
// SAYS: pagurus: SIGQUIT
// NEVER: .*a second fault.*
#include <signal.h>
#include <unistd.h>

#include "../programs/common.h"
#include "pagurus.h"

static pag_chan *channel, *ready;
static volatile unsigned sink;
static int stop;

static void Sleeps(void *unused) {
  (void)unused;
  pag_chan_send(ready, NULL);
  pag_sleep(100000000000);  // @sleep
  sink = 0;
}
static void Receives(void *unused) {
  (void)unused;
  pag_chan_send(ready, NULL);
  pag_chan_recv(channel, NULL);  // @receive
  sink = 0;
}

// These wake each other, grow, and end, while they are looked at.
static void Pings(void *argument) {
  pag_chan *ball = argument;
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    pag_chan_send(ball, NULL);
    sink = Dig(10, 1);
  }
  pag_chan_close(ball);
}
static void Pongs(void *argument) {
  while (pag_chan_recv(argument, NULL) == PAG_DONE) sink = Dig(20, 1);
  pag_chan_send(ready, NULL);
}

static void Storm(void) {
  for (int i = 0; i < 4; i++) {
    pag_chan *ball = pag_chan_make(0, 0);
    pag_go(Pings, ball);
    pag_go(Pongs, ball);
  }
  for (int i = 0; i < 30; i++) {
    kill(getpid(), SIGQUIT);
    pag_sleep(100000);
  }
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  for (int i = 0; i < 4; i++) pag_chan_recv(ready, NULL);
}

int main(int argc, char **argv) {
  channel = pag_chan_make(0, 0);
  ready = pag_chan_make(0, 0);
  pag_go(Sleeps, NULL);
  pag_go(Receives, NULL);
  for (int i = 0; i < 2; i++) pag_chan_recv(ready, NULL);
  // They wait by now, or soon: after the send they are in no hurry.
  pag_sleep(20000000);
  if (argc == 2 && strcmp(argv[1], "quit") == 0) {
    sink = (unsigned)raise(SIGQUIT);  // @quit
  } else if (argc == 2 && strcmp(argv[1], "print") == 0) {
    pag_print_goroutines(2);  // @print
    sink = 0;
  } else {
    Storm();
  }
  puts("went on");
  return 0;
}
