// A language's view of its stacks: words of functions come with the frames that
// pag_traceback walks, in order, at every depth, through forced moves, from
// callbacks, of other goroutines that are parked; a visitor stops the walk or
// leaves by pag_unwind_to.  The reference build walks nothing and prints what
// should have been found.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

typedef struct Info {
  const char *name;
} Info;

__attribute__((used)) static Info even_info = {"even"}, odd_info = {"odd"},
                                  parks_info = {"parks"};

typedef struct Walk {
  char text[128];
  int length, stop_after;
  pag_frame_token *leave;
} Walk;

static int Visit(const pag_frame *frame, void *context) {
  Walk *walk = context;
  const Info *info = frame->word;
  if (frame->pc < frame->function) printf("pc\n");
  if (info) walk->text[walk->length++] = info->name[0];
  if (walk->leave && walk->length == 3) pag_unwind_to(walk->leave, 9);
  return walk->length == walk->stop_after;
}

static pag_waitgroup parked;
static pag_chan *chan;
NOINLINE void Odd(int depth, Walk *walk, int *outer);

__attribute__((noinline)) void Even(int depth, Walk *walk, int *outer) {
  int mine = *outer + 1;
  if (depth)
    Odd(depth - 1, walk, &mine);
  else
    pag_traceback(0, Visit, walk);
  *outer += mine;
}
__attribute__((noinline)) void Odd(int depth, Walk *walk, int *outer) {
  int mine = *outer + 2;
  if (depth)
    Even(depth - 1, walk, &mine);
  else
    pag_traceback(pag_goid(), Visit, walk);
  *outer += mine;
}
__attribute__((noinline)) void Parks(int depth) {
  if (depth) {
    Parks(depth - 1);
    Opaque(0);
    return;
  }
  long element;
  pag_waitgroup_done(&parked);
  pag_chan_recv(chan, &element);
}

#ifndef PAG_FUNCTION_WORD
#define REFERENCE 1
#define PAG_FUNCTION_WORD(function, word) struct pag_no_word
#endif
PAG_FUNCTION_WORD(Even, even_info);
PAG_FUNCTION_WORD(Odd, odd_info);
PAG_FUNCTION_WORD(Parks, parks_info);

static void Compare(const char *what, const Walk *walk, const char *expected) {
#ifdef REFERENCE
  printf("%s: %s\n", what, expected);
#else
  printf("%s: %s\n", what, walk->text);
#endif
  (void)walk;
  (void)expected;
}

static Walk in_callback;
static int Comparator(const void *a, const void *b) {
  in_callback.length = 0;
  int zero = 0;
  Even(2, &in_callback, &zero);
  return *(const char *)a - *(const char *)b;
}
// Its own frames are seen, not those of what qsort calls.
__attribute__((noinline)) static void Sorts(void) {
  char letters[] = "cab";
  qsort(letters, 3, 1, Comparator);
}
PAG_FUNCTION_WORD(Sorts, parks_info);

static uint64_t ids[3];
static void Goroutine(void *arg) {
  int i = (int)(intptr_t)arg;
  ids[i] = pag_goid();
  Parks(i * 40);
  pag_waitgroup_done(&parked);
}

static void Leaves(void *arg) {
  Walk walk = {.leave = arg};
  int zero = 0;
  Odd(6, &walk, &zero);
}

int main(void) {
  int zero = 0;
  Walk walk = {.stop_after = -1};
  Even(6, &walk, &zero);
  Compare("all", &walk, "eoeoeoe");
  Walk some = {.stop_after = 4};
  Odd(40, &some, &zero);
  Compare("some", &some, "oeoe");
  in_callback.stop_after = -1;
  Sorts();
  Compare("callback", &in_callback, "p");
  pag_frame_token token;
  printf("left %lu\n", (unsigned long)pag_catch(&token, Leaves, &token));

  chan = pag_chan_make(sizeof(long), 0);
  pag_waitgroup_add(&parked, 3);
  for (int i = 0; i < 3; i++) pag_go(Goroutine, (void *)(intptr_t)i);
  pag_waitgroup_wait(&parked);
  static const int expected[3] = {1, 41, 81};
  for (int i = 0; i < 3; i++) {
    Walk other = {.stop_after = -1};
    // It may not have parked yet.
    for (int tries = 0; tries < 100000; tries++) {
      other.length = 0;
      if (pag_traceback(ids[i], Visit, &other) > 0) break;
      pag_yield();
    }
#ifdef REFERENCE
    other.length = expected[i];
#endif
    printf("parked %d\n", other.length - expected[i]);
  }
  pag_waitgroup_add(&parked, 3);
  for (long i = 0; i < 3; i++) pag_chan_send(chan, &i);
  pag_waitgroup_wait(&parked);
  printf("nobody %d\n", (int)pag_traceback(1000000, Visit, &walk));
  printf("%d %u\n", zero, Dig(200, 3));
  return 0;
}
