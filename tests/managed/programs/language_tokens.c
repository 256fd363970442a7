// pag_catch by itself: nested ones, in callbacks, on threads of the program's
// own, in signal handlers; tokens that were copied to the heap, unwinding by
// native code, from a goroutine that has been elsewhere; floating-point modes;
// pinned locals are freed; what pag_can_unwind_to says of tokens that are good,
// stale, another goroutine's, of a frame that was unwound past, or of what a
// signal handler has interrupted.
// FLAGS: -lm
// PROCS: 1 2 4
#include <fenv.h>
#include <pthread.h>
#include <signal.h>

#include "common.h"
#include "pagurus.h"

typedef struct Job {
  pag_frame_token token;
  pag_frame_token *copy;  // on the heap
  int depth;
  uintptr_t value;
  pag_chan *chan;
} Job;

NOINLINE static void Down(Job *job, int depth, int *outer) {
  int mine = *outer + depth;
  unsigned char pinned[depth * 3 + 1];
  memset(pinned, depth, sizeof pinned);
  if (depth == 0) {
    if (job->chan) {
      long element = 0;
      pag_chan_recv(job->chan, &element);
      job->value += (uintptr_t)element;
    }
    pag_unwind_to(job->copy, job->value + (uintptr_t)(mine & 1));
  }
  Down(job, depth - 1, &mine);
  printf("not here %d %d\n", mine, pinned[depth]);
}
static void Body(void *arg) {
  Job *job = arg;
  *job->copy = job->token;
  int zero = 0;
  Down(job, job->depth, &zero);
}

// What comes of a body that unwinds `depth` levels up.
NOINLINE static uintptr_t Catch(int depth, uintptr_t value, pag_chan *chan) {
  Job job = {.copy = malloc(sizeof(pag_frame_token)),
             .depth = depth,
             .value = value,
             .chan = chan};
  uintptr_t result = pag_catch(&job.token, Body, &job);
  if (pag_can_unwind_to(job.copy)) printf("stale\n");
  free(job.copy);
  return result;
}

// A frame inside another: first the inner, then through it to the outer one.
static void Inner(void *arg) {
  Job *outer = arg;
  printf("inner %lu %d\n", (unsigned long)Catch(20, 100, NULL),
         pag_can_unwind_to(&outer->token));
  Job job = {.copy = outer->copy, .depth = 15, .value = outer->value};
  *outer->copy = outer->token;
  pag_frame_token unused;
  int zero = 0;
  (void)unused;
  Down(&job, job.depth, &zero);
}
static void Nested(void *arg) {
  Job *outer = arg;
  pag_frame_token own;
  uintptr_t value = pag_catch(&own, Inner, outer);
  printf("not here %lu\n", (unsigned long)value);
}

static int InCallback(const void *a, const void *b) {
  if (Catch(12, 40, NULL) != 40 + (12 * 13 / 2) % 2) printf("callback\n");
  return *(const char *)a - *(const char *)b;
}

static void *Thread(void *arg) {
  *(uintptr_t *)arg = Catch(30, 60, NULL);
  return NULL;
}

static volatile uintptr_t in_handler, out_of_handler;
static pag_frame_token interrupted;
static void InnerHandler(int sig) {
  (void)sig;
  out_of_handler = (uintptr_t)pag_can_unwind_to(&interrupted);
}
static void Interrupted(void *arg) {
  interrupted = *(pag_frame_token *)arg;
  raise(SIGUSR2);
}
static void Handler(int sig) {
  (void)sig;
  in_handler = Catch(8, 70, NULL);
  // The handler of a signal that came while this one ran.
  pag_frame_token token;
  pag_catch(&token, Interrupted, &token);
}

// The inner one's frame is left without a return from its pag_catch.
static pag_frame_token left;
static void Leaves(void *arg) { pag_unwind_to(arg, 5); }
static void HoldsTwo(void *outer) {
  pag_frame_token *inner = &left;
  pag_catch(inner, Leaves, outer);
}
NOINLINE static int OverWhatWasLeft(void) {
  // Nothing else of it is written: what stood there still does.
  static volatile int anywhere;
  volatile char unwritten[3000];
  unwritten[anywhere] = 1;
  return pag_can_unwind_to(&left) * 2 + unwritten[anywhere];
}

static pag_frame_token *foreign;
static pag_chan *given;
static pag_waitgroup all;
static uintptr_t results[30];

// Waits in the depth, goes on, perhaps on another thread, and unwinds.
static void Waits(void *arg) {
  int i = (int)(intptr_t)arg;
  if (pag_can_unwind_to(foreign)) printf("foreign\n");
  results[i] = Catch(i, 1000, given);
  results[i] += Dig(60, 1) & 1;
  pag_waitgroup_done(&all);
}

static void Modes(void *arg) {
  fesetround(FE_UPWARD);
  pag_unwind_to(arg, 3);
}

static void Lives(void *arg) {
  foreign = arg;
  for (int i = 0; i < 30; i++) {
    pag_waitgroup_add(&all, 1);
    pag_go(Waits, (void *)(intptr_t)i);
  }
  for (long i = 0; i < 30; i++) {
    long element = 2;
    pag_chan_send(given, &element);
  }
  pag_waitgroup_wait(&all);
}

int main(void) {
  printf("%lu\n", (unsigned long)Catch(50, 10, NULL));
  Job outer = {.copy = malloc(sizeof(pag_frame_token)), .value = 20};
  printf("nested %lu\n",
         (unsigned long)pag_catch(&outer.token, Nested, &outer));
  free(outer.copy);

  char letters[] = "zyxwvutsrqponm";
  qsort(letters, sizeof letters - 1, 1, InCallback);
  printf("%s\n", letters);

  uintptr_t value = 0;
  pthread_t thread;
  pthread_create(&thread, NULL, Thread, &value);
  pthread_join(thread, NULL);
  printf("thread %lu\n", (unsigned long)value);

  signal(SIGUSR2, InnerHandler);
  signal(SIGUSR1, Handler);
  raise(SIGUSR1);
#ifdef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
  out_of_handler = 0;  // there a handler is the code that it interrupts
#endif
  printf("handler %lu %lu\n", (unsigned long)in_handler,
         (unsigned long)out_of_handler);

  // Room for what follows: a stack that grew now would be another.
  printf("%u\n", Dig(300, 3));
  pag_frame_token two;
  printf("two %lu", (unsigned long)pag_catch(&two, HoldsTwo, &two));
  printf(" %d\n", OverWhatWasLeft());

  given = pag_chan_make(sizeof(long), 0);
  pag_frame_token mine;
  printf("%lu\n", (unsigned long)pag_catch(&mine, Lives, &mine));
  unsigned long sum = 0;
  for (int i = 0; i < 30; i++) sum = sum * 3 + results[i];
  printf("waited %lu\n", sum);

  printf("modes %lu", (unsigned long)pag_catch(&mine, Modes, &mine));
  printf(" %d\n", fegetround() == FE_TONEAREST);

  // What unwinding leaves behind does not add up.
  value = 0;
  for (int i = 0; i < 3000; i++) value += Catch(i % 7, 1, NULL);
  printf("%lu\n", (unsigned long)value);
  printf("%u\n", Dig(200, 3));
  return 0;
}
