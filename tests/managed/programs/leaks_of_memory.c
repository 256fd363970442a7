// Memory goes back to what it was: after hundreds of thousands of short
// goroutines, after deep recursions in many, after graphs of objects have been
// dropped, and after all of these again and again, a million goroutines in all,
// when nothing may be left that the first time did not leave.
// PROCS: 1 2
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

enum { kBatch = 1000, kDeep = 300, kMiB = 1024 };
static long batches = 334, levels = 3000, nodes = 300000;

#ifdef PAG_ABI_VERSION
static long Resident(void) {
  long pages = 0, resident = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f == NULL || fscanf(f, "%ld %ld", &pages, &resident) != 2) abort();
  fclose(f);
  return resident * 4;
}
#else
static long Resident(void) { return 0; }
#endif

// --- a million short goroutines ---

static pag_waitgroup group;
static long ended;

static void Short(void *arg) {
  __atomic_add_fetch(&ended, (long)arg, __ATOMIC_RELAXED);
  pag_waitgroup_done(&group);
}

NOINLINE static long Goroutines(void) {
  ended = 0;
  for (long b = 0; b < batches; b++) {
    pag_waitgroup_add(&group, kBatch);
    for (long i = 0; i < kBatch; i++) pag_go(Short, (void *)1);
    pag_waitgroup_wait(&group);
  }
  if (ended != batches * kBatch) printf("%ld goroutines ended\n", ended);
  return 0;
}

// --- recursions ---

static pag_chan *hold;
static pag_waitgroup deep;
static unsigned dug;

NOINLINE static void Below(long depth) {
  volatile char pad[100];
  pad[depth % 100] = 1;
  if (depth == 0) {
    int element;
    pag_waitgroup_done(&deep);
    pag_chan_recv(hold, &element);
  } else {
    Below(depth - 1);
  }
  __atomic_add_fetch(&dug, (unsigned)pad[depth % 100], __ATOMIC_RELAXED);
}

static void Deep(void *arg) {
  Below((long)arg);
  pag_waitgroup_done(&group);
}

// All are deep at the same time.  Returns what there was then.
NOINLINE static long Recursions(void) {
  hold = pag_chan_make(sizeof(int), 0);
  dug = 0;
  pag_waitgroup_add(&deep, kDeep);
  pag_waitgroup_add(&group, kDeep);
  for (long i = 0; i < kDeep; i++) pag_go(Deep, (void *)levels);
  pag_waitgroup_wait(&deep);
  const long top = Resident();
  pag_chan_close(hold);
  pag_waitgroup_wait(&group);
  pag_chan_free(hold);
  if (dug != kDeep * (levels + 1)) printf("%u levels\n", dug);
  return top;
}

// --- graphs ---

typedef struct Node {
  struct Node PAG_REF *edges[3];
  long number;
  struct Node PAG_REF *next;
} Node;
typedef Node PAG_REF *N;
static const uint64_t node_refs[] = {7 | 16};
static pag_type node_type = {sizeof(Node), node_refs, "node", NULL, {0, 0}};
static const uint64_t slot_refs[] = {1};
static pag_type slot_type = {sizeof(N), slot_refs, "slot", NULL, {0, 0}};

// Random edges, circles among them.
NOINLINE static N Graph(long n) {
  N PAG_REF *all = (N PAG_REF *)pag_alloc_array(&slot_type, (size_t)n);
  uint32_t random = 7;
  for (long i = 0; i < n; i++) {
    all[i] = (N)pag_alloc(&node_type);
    all[i]->number = i;
    all[i]->next = i == 0 ? 0 : all[i - 1];
  }
  for (long i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++) all[i]->edges[k] = all[Next(&random) % n];
  }
  return all[n - 1];
}

NOINLINE static long Graphs(void) {
  N graph = Graph(nodes);
  const long top = Resident();
  long sum = 0;
  for (N n = graph; n != 0; n = n->next) sum += n->number;
  if (sum != nodes * (nodes - 1) / 2) printf("sum %ld\n", sum);
  return top;
}

// --- what is left ---

// In KiB.  `top`: at least, so that there is something to give back.  `left`:
// at most, the first time; some memory of free stacks stays with the process.
static const struct {
  const char *name;
  long (*run)(void);
  long top, left;
} tasks[] = {{"goroutines", Goroutines, -1000 * kMiB, 4 * kMiB},
             {"recursions", Recursions, 90 * kMiB, 40 * kMiB},
             {"graphs", Graphs, 10 * kMiB, 4 * kMiB}};
enum { kTasks = 3, kRounds = 3, kLeftByRounds = 3 * kMiB };

// Until stacks are as small as they get.
static long Settle(void) {
  for (int i = 0; i < 3; i++) {
    pag_shrink_stacks();
    pag_collect();
  }
  return Resident();
}

int main(int argc, char **argv) {
  int small = 0;
#ifdef PAG_ABI_VERSION
  // Every old stack keeps its addresses there, and every call is slow; or every
  // allocation.
  const char *modes = getenv("PAGURUS");
  small = modes != NULL && (strstr(modes, "faultonfree=1") != NULL ||
                            strstr(modes, "stressgc=") != NULL);
#else
  small = 1;
#endif
  if (small) batches = 2, levels = 5, nodes = 3000;
  long rounds[kRounds];
  Settle();
  for (int r = 0; r < kRounds; r++) {
    for (int t = 0; t < kTasks; t++) {
      const long before = Resident();
      const long top = tasks[t].run() - before;
      const long left = Settle() - before;
      if (!small && r == 0 && (top < tasks[t].top || left > tasks[t].left)) {
        printf("%s: %ld at the top, %ld left\n", tasks[t].name, top, left);
      }
      if (argc > 1) printf("%s: %ld, %ld\n", tasks[t].name, top, left);
    }
    rounds[r] = Resident();
  }
  if (!small && rounds[kRounds - 1] - rounds[0] > kLeftByRounds) {
    printf("%ld after the first round, %ld after the last\n", rounds[0],
           rounds[kRounds - 1]);
  }
  printf("%ld %u\n", ended / kBatch / batches, Dig(100, 1));
  return 0;
}
