// Defer, panic and recover made of pag_catch and pag_unwind_to (language.h), in
// goroutines whose stacks grow and move between the token and the jump: order
// of deferred calls, recover and panic again, panics in deferred calls and in
// what they call, through native code, inside a callback, out of a deep
// recursion with pinned locals; pag_goexit runs what was deferred, and goes on
// after a panic that a deferred call recovers from.  Guards the distance from
// the stack's top, the arena's mark, callee-saved registers and the state of
// the thread.
// PROCS: 1 2 4
#include <search.h>

#include "common.h"
#include "language.h"

static char line[4096];
static size_t used;

static void Say(const char *text, long value) {
  used +=
      (size_t)snprintf(line + used, sizeof line - used, " %s%ld", text, value);
}

static void SayDeferred(void *arg) {
  Say("d", (long)(intptr_t)arg);
  Dig(20, 1);
}
static void SayRecovered(void *arg) {
  long value = Recover();
  Say("r", value + (long)(intptr_t)arg);
  Dig(30, 2);
}
static void PanicDeferred(void *arg) { StartPanic((long)(intptr_t)arg); }
static void PanicAgain(void *arg) { StartPanic(Recover() + (intptr_t)arg); }

// A recursion with pinned locals and values in registers across the calls.
NOINLINE static long Deep(int depth, int *outer, unsigned long seed) {
  int mine = *outer + 1;
  unsigned char bytes[depth + 1];
  memset(bytes, depth, sizeof bytes);
  if (depth == 0) StartPanic((long)(seed % 1000003) + mine);
  long below = Deep(depth - 1, &mine, seed * 3 + bytes[0]);
  return below + mine + bytes[depth];
}

// Values that live across the call in callee-saved registers.
NOINLINE static long Across(void (*body)(void *), void *arg, long a, long b,
                            long c, long d) {
  long e = a * 3 + b, f = b * 5 + c, g = c * 7 + d, h = d * 11 + a;
  long array[3] = {a, b, c};
  long *inner = &array[Opaque(1)];
  WithDeferred(body, arg);
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + *inner;
}

static void Order(void *arg) {
  for (int i = 0; i < 5; i++) Defer(SayDeferred, (void *)(intptr_t)i);
  Say("body", (long)(intptr_t)arg);
}

static void Recovers(void *arg) {
  Defer(SayDeferred, (void *)10);
  Defer(SayRecovered, NULL);
  Defer(SayDeferred, (void *)11);
  int zero = 0;
  Say("deep", Deep((int)(intptr_t)arg, &zero, 1));
}

// The panic of a deferred call takes the place of the one that runs it.
static void Replaces(void *arg) {
  Defer(SayRecovered, NULL);
  Defer(PanicDeferred, (void *)77);
  Defer(SayDeferred, (void *)12);
  StartPanic((long)(intptr_t)arg);
}

// A deferred call's own panic, recovered within it: the outer one goes on.
static void RecoversInside(void *arg) {
  WithDeferred(Recovers, arg);
  Say("inside", 0);
}
static void Nested(void *arg) {
  Defer(SayRecovered, (void *)1000);
  Defer(RecoversInside, (void *)3);
  StartPanic(5 + (long)(intptr_t)arg);
}

static void RaisesAgain(void *arg) {
  Defer(PanicAgain, (void *)100);
  Defer(SayDeferred, (void *)13);
  StartPanic((long)(intptr_t)arg);
}
static void CatchesSecond(void *arg) {
  Defer(SayRecovered, NULL);
  Across(RaisesAgain, arg, 1, 2, 3, 4);
  Say("not", 0);
}

// Deferred calls of a body that returned may panic, too.
static void PanicsAtEnd(void *arg) {
  Defer(SayRecovered, NULL);
  Defer(PanicDeferred, arg);
}

// In native code that calls managed code: a tree, which does not mind being
// left in the middle of a search.
static int comparisons;
static int PanicComparator(const void *a, const void *b) {
  if (++comparisons % 5 == 0) StartPanic(comparisons);
  Dig(3, 3);
  return *(const int *)a - *(const int *)b;
}
static int CatchingComparator(const void *a, const void *b) {
  if (++comparisons % 6 == 0) WithDeferred(Recovers, (void *)4);
  return *(const int *)a - *(const int *)b;
}
static void Searches(void *arg) {
  Defer(SayRecovered, NULL);
  Defer(SayDeferred, (void *)14);
  static int numbers[12];
  void *root = NULL;
  comparisons = 0;
  for (int i = 0; i < 12; i++) {
    numbers[i] = i * 7 % 12;
    tsearch(&numbers[i], &root, arg ? PanicComparator : CatchingComparator);
  }
  Say("compared", comparisons);
}

static void Ends(void *arg) {
  Defer(SayDeferred, (void *)15);
  Defer((intptr_t)arg % 2 ? SayRecovered : RecoversInside, (void *)2);
  Defer(SayDeferred, (void *)16);
  Dig(50, 4);
  pag_goexit();
}
static void EndsTwice(void *arg) {
  Defer(SayDeferred, (void *)17);
  Defer(SayRecovered, (void *)18);
  Defer(PanicDeferred, arg);
  Defer(Ends, (void *)1);
  pag_goexit();
}
static void EndsBelow(void *arg) {
  Defer(SayDeferred, (void *)19);
  WithDeferred((intptr_t)arg % 3 ? Ends : EndsTwice, arg);
  Say("not", 1);
}

static void (*const bodies[])(void *) = {
    Order,         Recovers,    Replaces,  Nested,   RaisesAgain,
    CatchesSecond, PanicsAtEnd, Searches,  Recovers, Ends,
    EndsTwice,     EndsBelow,   EndsBelow, Searches,
};
static const int arguments[] = {1, 9, 20, 3, 40, 50, 60, 1, 60, 2, 90, 1, 3, 0};
enum { kBodies = sizeof bodies / sizeof bodies[0] };

static pag_waitgroup all;
static int ended[kBodies];

static void Ended(void *arg) {
  ended[(intptr_t)arg]++;
  pag_waitgroup_done(&all);
}
static void SayUncaught(long value) {
  Say("uncaught", value);
  pag_goexit();
}

static void Body(void *arg) {
  intptr_t i = (intptr_t)arg;
  long sum =
      Across(bodies[i], (void *)(intptr_t)arguments[i], i, i + 1, i + 2, i + 3);
  Say("=", sum);
}
static void Start(void *arg) {
  pag_at_goexit(Ended, arg);
  RunTask(Body, arg);
  Say("end", (long)(intptr_t)arg);
}

int main(void) {
  StartLanguage();
  uncaught = SayUncaught;
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < kBodies; i++) {
      used = 0;
      pag_waitgroup_add(&all, 1);
      pag_go(Start, (void *)(intptr_t)i);
      pag_waitgroup_wait(&all);
      printf("%d:%s\n", i, line);
    }
  }
  for (int i = 0; i < kBodies; i++) printf("%d ", ended[i]);
  // In main's goroutine, which goes on.
  used = 0;
  RunTask(Recovers, (void *)200);
  printf("\nmain:%s\n", line);
  pag_frame_token none;
  memset(&none, 0, sizeof none);
  printf("%d %u\n", pag_can_unwind_to(&none), Dig(200, 3));
  return 0;
}
