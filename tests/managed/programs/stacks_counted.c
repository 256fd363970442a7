// How large the stacks of living goroutines are, and with which functions those
// began that have moved.  The runtime is asked to measure moves by the program
// itself, which begins anew for that.
// PROCS: 1 2 4
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "pagurus.h"

static pag_waitgroup ready, all;
static pag_chan *hold;

static void Wait(void) {
  pag_waitgroup_done(&ready);
  int element;
  pag_chan_recv(hold, &element);
  pag_waitgroup_done(&all);
}

static unsigned results[8];
// With a pointer into the caller's frame in each.
NOINLINE static unsigned Down(int levels, unsigned *up) {
  volatile unsigned here = *up + (unsigned)levels;
  unsigned below = levels ? Down(levels - 1, (unsigned *)&here) : 0;
  return below * 7u + *up;
}
static void Deep(void *arg) {
  unsigned start = (unsigned)(intptr_t)arg;
  results[(intptr_t)arg] = Down(500, &start);
  results[(intptr_t)arg] += Dig(400, start);
  Wait();
}
static void Flat(void *arg) {
  (void)arg;
  Wait();
}

static void Start(int deep, int flat) {
  pag_waitgroup_add(&ready, deep + flat);
  pag_waitgroup_add(&all, deep + flat);
  for (int i = 0; i < deep; i++) pag_go(Deep, (void *)(intptr_t)i);
  for (int i = 0; i < flat; i++) pag_go(Flat, NULL);
  pag_waitgroup_wait(&ready);
}

#ifdef PAG_ABI_VERSION
enum { kSizes = 20 };

static void BeginAnew(char **argv) {
  const char *present = getenv("PAGURUS");
  if (present != NULL && strstr(present, "profilemoves=1") != NULL) return;
  char text[1000];
  snprintf(text, sizeof text, "%s%sprofilemoves=1,shrink=0,learn=0",
           present != NULL ? present : "", present != NULL ? "," : "");
  setenv("PAGURUS", text, 1);
  execv("/proc/self/exe", argv);
  perror("execv");
  exit(1);
}

// Of those that have at least 32 KB, or less.
static void CheckSizes(uint64_t large, uint64_t small) {
  uint64_t counts[kSizes], sum = 0, found = 0, one;
  const uint64_t total = pag_get_stack_sizes(counts, kSizes);
  for (int i = 0; i < kSizes; i++) sum += counts[i];
  for (int i = 5; i < kSizes; i++) found += counts[i];
  if (total != large + small || sum != total || found != large)
    printf("%lu large of %lu\n", (unsigned long)found, (unsigned long)total);
  // The last count is of all that are larger.
  if (pag_get_stack_sizes(&one, 1) != total || one != total) printf("one\n");
  if (pag_get_stack_sizes(NULL, 0) != total) printf("none\n");
  // Of Deep's alone.
  uint64_t deep = 0;
  if (pag_get_function_stack_sizes(Deep, counts, kSizes) != large)
    printf("not as many are deep\n");
  for (int i = 5; i < kSizes; i++) deep += counts[i];
  if (deep != large) printf("%lu are deep\n", (unsigned long)deep);
}

static const pag_function_moves *Find(const pag_function_moves *entries,
                                      size_t n, void (*function)(void *)) {
  for (size_t i = 0; i < n; i++)
    if (entries[i].function == function) return &entries[i];
  return NULL;
}

static void CheckMoves(void) {
  pag_function_moves entries[16];
  pag_stats stats;
  const size_t n = pag_get_function_moves(entries, 16);
  if (n > 16 || pag_get_function_moves(NULL, 0) != n) printf("functions\n");
  const pag_function_moves *deep = Find(entries, n, Deep);
  const pag_function_moves *flat = Find(entries, n, Flat);
  pag_get_stats(&stats, sizeof stats);
  if (deep == NULL || deep->grows < 8 * 4 || deep->moves < 8 * 3 ||
      deep->bytes_copied < 8 * 1000 || deep->pointers_rewritten == 0 ||
      deep->max_stack_bytes < 32 << 10) {
    printf("deep\n");
  }
  // Debug switches move others, but nothing makes their stacks large.
  if (flat != NULL && flat->max_stack_bytes > 16 << 10) printf("flat\n");
  uint64_t grows = 0, ns = 0;
  for (size_t i = 0; i < n; i++) {
    grows += entries[i].grows;
    ns += entries[i].move_ns;
  }
  if (grows != stats.grows) printf("all growths\n");
  if (stats.move_ns == 0 || ns != stats.move_ns) printf("time\n");
  if (!pag_profile_moves(0) || pag_profile_moves(1)) printf("measuring\n");
}
#endif

int main(int argc, char **argv) {
  (void)argc;
#ifdef PAG_ABI_VERSION
  BeginAnew(argv);
#endif
  (void)argv;
  hold = pag_chan_make(sizeof(int), 0);
  Start(8, 100);
#ifdef PAG_ABI_VERSION
  CheckSizes(8, 101);
  CheckMoves();
#endif
  pag_chan_close(hold);
  pag_waitgroup_wait(&all);
#ifdef PAG_ABI_VERSION
  // Who has said that it is done may not have ended yet, on another P.
  while (pag_num_goroutines() != 1) pag_yield();
  CheckSizes(0, 1);
#endif
  unsigned sum = 0;
  for (int i = 0; i < 8; i++) sum = sum * 31 + results[i];
  printf("%u %u\n", sum, Dig(100, 1));
  return 0;
}
