// A program's own handler goes first; SIG_DFL given back brings the runtime's
// message back; what is ignored stays ignored.
// PROCS: 1
//
// WAY: own
// ENDS: exit status 7
// NEVER: .*
//
// WAY: jump
// ENDS: exit status 0
// NEVER: .*
//
// WAY: back
// ENDS: signal 11
// SAYS: pagurus: fatal error: SIGSEGV at address 0x10 .*
// SAYS:   Fault@fault
//
// WAY: once
// ENDS: signal 11
// NEVER: .*
//
// WAY: ignored
// ENDS: exit status 0
// NEVER: .*
//
// WAY: told
// ENDS: exit status 0
// NEVER: .*
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

#include "../programs/common.h"
#include "pagurus.h"

static int *volatile bad = (int *)0x10;
static volatile int sink, calls;
static sigjmp_buf out;

NOINLINE static void Fault(void) {
  sink = *bad;  // @fault
}
static void Exits(int signal) {
  (void)signal;
  _exit(7);
}
static void Jumps(int signal) {
  (void)signal;
  siglongjmp(out, 1);
}
static void Counts(int signal) {
  (void)signal;
  calls++;
}

int main(int argc, char **argv) {
  const char *way = argc == 2 ? argv[1] : "";
  struct sigaction action = {0}, old;
  sink = (int)Dig(100, 1);
  if (strcmp(way, "own") == 0) {
    signal(SIGSEGV, Exits);
    Fault();
  } else if (strcmp(way, "jump") == 0) {
    signal(SIGSEGV, Jumps);
    if (sigsetjmp(out, 1) == 0) Fault();
  } else if (strcmp(way, "back") == 0) {
    signal(SIGSEGV, Exits);
    signal(SIGSEGV, SIG_DFL);
    Fault();
  } else if (strcmp(way, "once") == 0) {
    // The kernel puts its own default back.
    action.sa_handler = Counts;
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(SIGSEGV, &action, NULL);
    Fault();
  } else if (strcmp(way, "ignored") == 0) {
    signal(SIGQUIT, SIG_IGN);
    raise(SIGQUIT);
  } else if (strcmp(way, "told") == 0) {
    // Nobody is told about the runtime's.
    for (int s = 1; s < 32; s++) {
      if (s == SIGKILL || s == SIGSTOP || s == SIGURG) continue;
      sigaction(s, NULL, &old);
      if (old.sa_handler != SIG_DFL || old.sa_flags != 0) return 1;
      if (signal(s, Exits) != SIG_DFL) return 2;
      if (signal(s, SIG_DFL) != Exits) return 3;
      if (signal(s, SIG_DFL) != SIG_DFL) return 4;
    }
  }
  return 0;
}
