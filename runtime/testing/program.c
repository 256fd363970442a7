/* The native half of the program that program_test runs: picks what its
 * managed main does, by the first argument. */
#define _GNU_SOURCE /* environ */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/pagurus.h"

/* A program's own names; none may clash with the runtime's. */
int g = 1, m = 2, sched = 3, stats = 4, switches = 5, gogo = 6, mcall = 7;

struct Invocation {
  void *fn;
  long args[6];
  long result;
  long done;
};
static struct Invocation invocation;

long t_recurse(long n, long *parent);
void t_goexit(void *);
void t_yield_once(void *);

static long seed = 0;
static long from_constructor = 0;

__attribute__((constructor)) static void BeforeMain(void) {
  from_constructor = t_recurse(1000, &seed);
}

static void AtExit(void) { printf("atexit %ld\n", t_recurse(100, &seed)); }

static void Say(void *text) { puts(text); }

static long Report(void) {
  printf("constructor %ld names %d\n", from_constructor,
         g + m + sched + stats + switches + gogo + mcall);
  atexit(AtExit);
  return 42;
}

struct Invocation *choose(int argc, char **argv, char **envp) {
  const char *what = argc > 1 ? argv[1] : "";
  if (envp == NULL || envp != environ) return NULL;
  if (strcmp(what, "recurse") == 0) {
    invocation.fn = (void *)t_recurse;
    invocation.args[0] = atol(argv[2]);
    invocation.args[1] = (long)&seed;
  } else if (strcmp(what, "report") == 0) {
    invocation.fn = (void *)Report;
  } else if (strcmp(what, "goexit") == 0) {
    pag_go(Say, "other goroutine");
    invocation.fn = (void *)t_goexit;
  } else if (strcmp(what, "yield") == 0) {
    pag_go(Say, "runs");
    invocation.fn = (void *)t_yield_once;
  } else if (strcmp(what, "vfork") == 0) {
    if (vfork() == 0) _exit(0);
    puts("parent");
    return NULL;
  } else {
    return NULL;
  }
  return &invocation;
}
