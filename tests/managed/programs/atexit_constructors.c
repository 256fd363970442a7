// Code before and after main: constructors with priorities (they run without
// any goroutine), destructors, atexit and on_exit handlers that recurse.
#define _DEFAULT_SOURCE
#include "common.h"

static unsigned early[3];
static unsigned char *table;

__attribute__((constructor(200))) static void Second(void) {
  early[1] = early[0] * 3 + Dig(100, 2);
}
__attribute__((constructor(101))) static void First(void) {
  early[0] = Dig(400, 1);
  table = malloc(64);
  memset(table, 7, 64);
}
__attribute__((constructor)) static void Third(void) {
  unsigned char local[64];
  memcpy(local, table, 64);
  early[2] = early[1] + local[63];
}

__attribute__((destructor)) static void Last(void) {
  printf("destructor %u\n", Dig(300, 9));
  fflush(stdout);
}

static void AtExit(void) { printf("atexit %u\n", Dig(600, 5)); }
static void Nested(void) {
  printf("nested\n");
  atexit(AtExit);
}
static void OnExit(int status, void *argument) {
  printf("on_exit %d %d %u\n", status, *(int *)argument, Dig(200, 1));
}

int main(void) {
  static int argument = 5;
  printf("%u %u %u\n", early[0], early[1], early[2]);
  atexit(AtExit);
  on_exit(OnExit, &argument);
  atexit(Nested);
  Dig(1000, 1);
  return 42;
}
