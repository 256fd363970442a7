// Faults in managed code, in native code that it called, in callbacks and in
// threads: which goroutine, every frame with its line, and then the signal's
// own status.
// PROCS: 1 4
//
// WAY: leaf
// ENDS: signal 11
// SAYS: pagurus: fatal error: SIGSEGV at address 0x10 \(pc 0x[0-9a-f]+ \(Leaf\+0x[0-9a-f]+\)\)
// SAYS:
// SAYS: goroutine [0-9]+ \[running\]:
// SAYS:   Leaf@leaf
// SAYS:   Frames@leafcall
// SAYS:   Frames@recursion
// SAYS:   Frames@recursion
// SAYS:   Managed@managed
// SAYS: created by main@go to run Managed
// SAYS: 1 other goroutine \(PAGURUS=traceback=all shows all\)
//
// WAY: leaf
// WITH: traceback=none
// ENDS: signal 11
// SAYS: pagurus: fatal error: SIGSEGV at address 0x10 .*
// NEVER: .*goroutine.*
//
// WAY: leaf
// WITH: traceback=all
// ENDS: signal 11
// SAYS:   Leaf@leaf
// SAYS: goroutine 1 \[chan receive, locked to thread\]:
// SAYS:   main@wait
// NEVER: .*__pag_.*
//
// WAY: leaf
// WITH: traceback=system
// ENDS: signal 11
// SAYS:   Managed@managed
// SAYS:   __pag_goexit\+0x0
// SAYS: goroutine 1 \[chan receive, locked to thread\]:
// SAYS:   __pag_block\+0x[0-9a-f]+
// SAYS:   main@wait
//
// WAY: native
// ENDS: signal 11
// SAYS: pagurus: fatal error: SIGSEGV at address 0x10 \(pc 0x[0-9a-f]+ \(/.*libc.so.6\+0x[0-9a-f]+\)\)
// SAYS: goroutine [0-9]+ \[running\]:
// SAYS:   .* in libc.so.6.*
// SAYS:   Native@native
// SAYS: created by main@go to run Native
//
// WAY: callback
// ENDS: signal 11
// SAYS: goroutine [0-9]+ \[running\]:
// SAYS:   Leaf@leaf
// SAYS:   Frames@leafcall
// SAYS:   Frames@recursion
// SAYS:   Compare@compare
// SAYS:   qsort_r\+0x[0-9a-f]+ in libc.so.6
// SAYS:   Callback@qsort
//
// WAY: thread
// ENDS: signal 11
// SAYS: thread without a goroutine:
// SAYS:   Leaf@leaf
// SAYS:   Frames@leafcall
// SAYS:   Body@body
// SAYS:   .* in libc.so.6.*
//
// WAY: handler
// ENDS: signal 11
// SAYS: goroutine [0-9]+ \[running\]:
// SAYS:   Leaf@leaf
// SAYS:   Handler@handler
// SAYS:   signal handler, which interrupted
// SAYS:   raise\+0x[0-9a-f]+ in libc.so.6
// SAYS:   Raises@raise
//
// WAY: null
// ENDS: signal 11
// SAYS: pagurus: fatal error: SIGSEGV at address 0x10 .*
// SAYS:   CallsNull@null
//
// WAY: divide
// ENDS: signal 8
// SAYS: pagurus: fatal error: SIGFPE \(pc 0x[0-9a-f]+ \(Divide\+0x[0-9a-f]+\)\)
// SAYS:   Divide@divide
//
// WAY: trap
// ENDS: signal 4
// SAYS: pagurus: fatal error: SIGILL \(pc 0x[0-9a-f]+ \(Trap\+0x[0-9a-f]+\)\)
// SAYS:   Trap@trap
//
// WAY: abort
// ENDS: signal 6
// SAYS: pagurus: fatal error: SIGABRT .*
// SAYS:   raise\+0x[0-9a-f]+ in libc.so.6
// SAYS:   abort\+0x[0-9a-f]+ in libc.so.6
// SAYS:   Aborts@abort
//
// WAY: loader
// ENDS: signal 11
// SAYS:   Leaf@leaf
// SAYS:   Visit@visit
// SAYS:   dl_iterate_phdr\+0x[0-9a-f]+ in libc.so.6
// SAYS:   Loader@loader
//
// WAY: stdio
// ENDS: signal 11
// SAYS:   Leaf@leaf
// SAYS:   Write@write
// SAYS:   fflush\+0x[0-9a-f]+ in libc.so.6
// SAYS:   Stdio@stdio
//
// WAY: prologue
// ENDS: signal 11
// SAYS: pagurus: fatal error: SIGSEGV.*
// SAYS:   Leaf@leaf
#define _GNU_SOURCE
#include <link.h>
#include <pthread.h>
#include <signal.h>

#include "../programs/common.h"
#include "pagurus.h"

static int *volatile bad = (int *)0x10;
static volatile int zero, sink;

NOINLINE static int Leaf(int *p) {
  p = (int *)Opaque((long)p);
  return *p;  // @leaf
}

NOINLINE static int Frames(int n) {
  volatile char room[64];
  room[n] = (char)n;
  int below;
  if (n > 0) {
    below = Frames(n - 1);  // @recursion
  } else {
    below = Leaf(bad);  // @leafcall
  }
  return below + room[n];
}

static void Managed(void *unused) {
  (void)unused;
  sink = Frames(2);  // @managed
}

static void Native(void *unused) {
  (void)unused;
  sink = (int)strlen((const char *)bad);  // @native
  sink = 0;
}

static int Compare(const void *a, const void *b) {
  (void)a, (void)b;
  return Frames(1) + zero;  // @compare
}

static void Callback(void *unused) {
  (void)unused;
  int values[3] = {3, 1, 2};
  qsort(values, 3, sizeof *values, Compare);  // @qsort
  sink = values[0];
}

static void *Body(void *unused) {
  sink = Frames(0);  // @body
  return unused;
}

static void Thread(void *unused) {
  pthread_t thread;
  pthread_create(&thread, NULL, Body, unused);
  pthread_join(thread, NULL);
}

static void Handler(int signal) {
  (void)signal;
  sink = Leaf(bad);  // @handler
}

static void Raises(void *unused) {
  (void)unused;
  signal(SIGUSR1, Handler);
  sink = raise(SIGUSR1);  // @raise
  sink = 0;
}

static void CallsNull(void *unused) {
  void (*volatile function)(void *) = (void (*)(void *))bad;
  function(unused);  // @null
  sink = 0;
}

NOINLINE static void Divide(void *unused) {
  (void)unused;
  sink = (int)Opaque(1) / zero;  // @divide
}

NOINLINE static void Trap(void *unused) {
  (void)unused;
  __builtin_trap();  // @trap
}

static void Aborts(void *unused) {
  (void)unused;
  abort();  // @abort
}

// The dynamic linker's lock is held.
static int Visit(struct dl_phdr_info *info, size_t size, void *data) {
  (void)info, (void)size, (void)data;
  return Leaf(bad) + zero;  // @visit
}

static void Loader(void *unused) {
  sink = dl_iterate_phdr(Visit, unused);  // @loader
}

// The stream's lock is held.
static ssize_t Write(void *cookie, const char *data, size_t size) {
  (void)cookie, (void)data, (void)size;
  return Leaf(bad) + zero;  // @write
}

static void Stdio(void *unused) {
  cookie_io_functions_t functions = {NULL, Write, NULL, NULL};
  FILE *file = fopencookie(unused, "w", functions);
  fputs("text", file);
  sink = fflush(file);  // @stdio
}

// Something has grown and moved before.
static void Prologue(void *unused) {
  (void)unused;
  sink = (int)Dig(200, 1);
  sink = Leaf(bad);
}

static const struct {
  const char *name;
  void (*run)(void *);
} kWays[] = {
    {"leaf", Managed},   {"native", Native},     {"callback", Callback},
    {"thread", Thread},  {"handler", Raises},    {"null", CallsNull},
    {"divide", Divide},  {"trap", Trap},         {"abort", Aborts},
    {"loader", Loader},  {"stdio", Stdio},       {"prologue", Prologue},
};

int main(int argc, char **argv) {
  pag_chan *never = pag_chan_make(0, 0);
  for (size_t i = 0; argc == 2 && i < sizeof kWays / sizeof *kWays; i++) {
    if (strcmp(kWays[i].name, argv[1]) != 0) continue;
    pag_go(kWays[i].run, NULL);  // @go
  }
  pag_chan_recv(never, NULL);  // @wait
  return 0;
}
