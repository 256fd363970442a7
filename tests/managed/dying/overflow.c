// A stack at its limit, and a system stack that is used up: what happened and
// both ends of the trace.
// PROCS: 1 2
//
// WAY: limit
// WITH: maxstack=262144
// ENDS: exit status 2
// SAYS: pagurus: fatal error: goroutine stack exceeds 262144-byte limit
// SAYS: goroutine [0-9]+ \[running\]:
// SAYS:   Deep@recursion
// SAYS:   \.\.\. [0-9]+ more frames
// SAYS:   Deep@recursion
// SAYS:   Limit@limit
// SAYS: created by main@go to run Limit
//
// WAY: callback
// ENDS: exit status 2
// SAYS: pagurus: fatal error: system stack used up in managed code that native code called: .*
// SAYS: goroutine [0-9]+ \[running\]:
// SAYS:   Deep@recursion
// SAYS:   Compare@compare
// SAYS:   Callback@qsort
//
// WAY: native
// ENDS: signal 11
// SAYS: pagurus: fatal error: SIGSEGV at address 0x[0-9a-f]+ .*
// SAYS: the thread's stack, which native code runs on, is used up
// SAYS: goroutine [0-9]+ \[running\]:
// SAYS:   \.\.\. [0-9]+ more frames
// SAYS:   regcomp\+0x[0-9a-f]+ in libc.so.6
// SAYS:   Native@regcomp
//
// WAY: main
// ENDS: signal 11
// SAYS: pagurus: fatal error: SIGSEGV at address 0x[0-9a-f]+ .*
// SAYS: the thread's stack, which native code runs on, is used up
// SAYS: goroutine 1 \[running, locked to thread\]:
// SAYS:   Native@regcomp
//
// WAY: misuse
// ENDS: exit status 2
// SAYS: pagurus: fatal error: close of closed channel
// SAYS: goroutine [0-9]+ \[running\]:
// SAYS:   Misuse@misuse
// SAYS: created by main@go to run Misuse
#include <regex.h>

#include "../programs/common.h"
#include "pagurus.h"

static volatile int sink;

NOINLINE static int Deep(int n) {
  volatile char room[1000];
  room[n % 1000] = (char)n;
  return Deep(n + 1) + room[n % 1000];  // @recursion
}
static void Limit(void *unused) {
  (void)unused;
  sink = Deep(1);  // @limit
}
static int Compare(const void *a, const void *b) {
  (void)a, (void)b;
  return Deep(1) + sink;  // @compare
}
static void Callback(void *unused) {
  int values[3] = {3, 1, 2};
  (void)unused;
  qsort(values, 3, sizeof *values, Compare);  // @qsort
  sink = values[0];
}
// The C library parses nested parentheses by recursion.
NOINLINE static void Native(void *unused) {
  enum { kDepth = 200000 };
  static char pattern[kDepth + 1];
  regex_t regex;
  (void)unused;
  memset(pattern, '(', kDepth);
  sink = regcomp(&regex, pattern, REG_EXTENDED);  // @regcomp
  sink = 0;
}
static void Misuse(void *unused) {
  pag_chan *channel = pag_chan_make(0, 0);
  (void)unused;
  pag_chan_close(channel);
  pag_chan_close(channel);  // @misuse
  sink = 0;
}

int main(int argc, char **argv) {
  void (*run)(void *) = Misuse;
  if (argc == 2 && strcmp(argv[1], "limit") == 0) run = Limit;
  if (argc == 2 && strcmp(argv[1], "callback") == 0) run = Callback;
  if (argc == 2 && strcmp(argv[1], "native") == 0) run = Native;
  if (argc == 2 && strcmp(argv[1], "main") == 0) Native(NULL);
  pag_go(run, NULL);  // @go
  pag_chan_recv(NULL, NULL);
  return 0;
}
