// Misuse of pag_catch's tokens is named, and traces call a language's functions
// as the language does (pag_set_describe), in fatal errors, faults and
// deadlocks. PROCS: 1 2
//
// WAY: returned
// ENDS: exit status 2
// SAYS: pagurus: fatal error: pag_unwind_to a frame that does not exist any
// more SAYS: goroutine 1 \[.*\]: SAYS:   language.Recurse at program.lang:7
//
// WAY: left
// ENDS: exit status 2
// SAYS: pagurus: fatal error: pag_unwind_to a frame that does not exist any
// more
//
// WAY: other
// ENDS: exit status 2
// SAYS: pagurus: fatal error: pag_unwind_to a frame of another goroutine
//
// WAY: handler
// ENDS: exit status 2
// SAYS: pagurus: fatal error: pag_unwind_to out of a signal handler
//
// WAY: zero
// ENDS: exit status 2
// SAYS: pagurus: fatal error: pag_unwind_to with the value 0
//
// WAY: overflow
// WITH: maxstack=65536
// ENDS: exit status 2
// SAYS: pagurus: fatal error: goroutine stack exceeds 65536-byte limit
// SAYS:   language.Recurse at program.lang:7
//
// WAY: deadlock
// ENDS: exit status 2
// SAYS: pagurus: fatal error: all goroutines are asleep: deadlock
// SAYS: goroutine 1 \[chan receive, locked to thread\]:
// SAYS:   language.Recurse at program.lang:7
#include <signal.h>

#include "../programs/common.h"
#include "pagurus.h"

typedef struct Info {
  const char *name;
  uint32_t line;
} Info;
__attribute__((used)) static Info recurse_info = {"language.Recurse", 7};

static int Describe(const pag_frame *frame, pag_source *source) {
  const Info *info = frame->word;
  source->function = info->name;
  source->file = "program.lang";
  source->line = info->line;
  return 1;
}

static const char *way;
static pag_frame_token token;

static int Is(const char *name) { return strcmp(way, name) == 0; }

static void Handler(int sig) { pag_unwind_to(&token, (uintptr_t)sig); }

__attribute__((noinline)) void Recurse(long depth, long *outer) {
  long mine = *outer + depth;
  if (depth == 0 && !Is("overflow")) {
    if (Is("handler")) raise(SIGUSR1);
    if (Is("deadlock")) pag_chan_recv(pag_chan_make(8, 0), &mine);
    pag_unwind_to(&token, Is("zero") ? 0 : 1);
  }
  Recurse(depth - 1, &mine);
  *outer += Opaque(mine);
}
PAG_FUNCTION_WORD(Recurse, recurse_info);

static void Body(void *arg) {
  (void)arg;
  long zero = 0;
  if (Is("handler") || Is("zero") || Is("overflow") || Is("deadlock"))
    Recurse(10, &zero);
}
static void Leaves(void *arg) { pag_unwind_to(arg, 1); }
static void Inner(void *arg) {
  pag_frame_token outer = *(pag_frame_token *)arg;
  pag_catch(&token, Leaves, &outer);
}
static void Other(void *arg) {
  long zero = 0;
  (void)arg;
  Recurse(3, &zero);
}
static void Starts(void *arg) {
  pag_go(Other, arg);
  pag_sleep(1000000000000);
}

int main(int argc, char **argv) {
  long zero = 0;
  way = argc > 1 ? argv[1] : "";
  pag_set_describe(Describe);
  signal(SIGUSR1, Handler);
  if (Is("left")) {
    pag_frame_token outer;
    pag_catch(&outer, Inner, &outer);
  } else {
    pag_catch(&token, Is("other") ? Starts : Body, NULL);
  }
  Recurse(5, &zero);
  return 0;
}
