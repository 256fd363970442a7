// Goroutines that each had a stack of a megabyte and wait: a few looks later
// they take as much memory as if they had never been deep.  They have pinned
// locals, too.
// ARGS: 300
// STRESS: stressmove=100000
// NOSCHED: the reference has no memory to give back
// PROCS: 1 2
#include "common.h"
#include "pagurus.h"

static pag_chan *deep, *flat, *hold;
static pag_waitgroup all;
static unsigned long checksum;
static pag_mutex lock;

// Of a hundred bytes and more: 5,000 make a megabyte and less than two.
static void Goroutine(void *arg) {
  const int i = (int)(intptr_t)arg;
  int pinned[100], *volatile escapes = pinned;
  for (int k = 0; k < 100; k++) escapes[k] = i + k;
  int element = 0;
  unsigned sum = 0;
  pag_chan_send(flat, &i);
  pag_chan_recv(hold, &element);  // shallow, for comparison
  sum += Dig(5000, (unsigned)i);
  pag_chan_send(deep, &i);
  pag_chan_recv(hold, &element);
  for (int k = 0; k < 100; k++) sum = sum * 31 + (unsigned)escapes[k];
  sum += Dig(20, sum);
  pag_mutex_lock(&lock);
  checksum += sum;
  pag_mutex_unlock(&lock);
  pag_waitgroup_done(&all);
}

static long Resident(void) {
  long pages = 0, resident = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f == NULL || fscanf(f, "%ld %ld", &pages, &resident) != 2) abort();
  fclose(f);
  return resident * 4096;
}

int main(int argc, char **argv) {
  const long n = argc > 1 ? atol(argv[1]) : 10000;
  deep = pag_chan_make(sizeof(int), 0);
  flat = pag_chan_make(sizeof(int), 0);
  hold = pag_chan_make(sizeof(int), 0);
  pag_waitgroup_add(&all, (int)n);
  int element;
  for (long i = 0; i < n; i++) {
    pag_go(Goroutine, (void *)(intptr_t)i);
    pag_chan_recv(flat, &element);
  }
  pag_shrink_stacks();
  const long before = Resident();
  for (long i = 0; i < n; i++) {
    pag_chan_send(hold, &element);
    pag_chan_recv(deep, &element);
  }
  const long top = Resident();
  // Two looks to what such goroutines usually need, more until it is believed
  // that these do not.
  size_t smaller = 0;
  for (int looks = 0; looks < 6; looks++) smaller += pag_shrink_stacks();
  const long after = Resident();
#ifdef PAG_ABI_VERSION
  if (smaller < (size_t)n) printf("%zu became smaller\n", smaller);
  const char *modes = getenv("PAGURUS");
  // A parked stack that is moved leaves behind what it does not use.
  const long moved = modes != NULL && strstr(modes, "stressparked=1") != NULL;
  if (!moved && top - before < n * (1 << 19)) printf("%ld at the top\n", top);
  // What they had at first, what allocators keep, and in the debug modes a page
  // for each stack.
  const long debug = modes != NULL && strstr(modes, "faultonfree=1") != NULL;
  if (after - before > before / 10 + n * (debug ? 8192 : 1536) + (4 << 20)) {
    printf("%ld before, %ld after\n", before, after);
  }
#endif
  if (argc > 2) printf("%ld %ld %ld\n", before, top, after);
  for (long i = 0; i < n; i++) pag_chan_send(hold, &element);
  pag_waitgroup_wait(&all);
  printf("%lu\n", checksum);
  return 0;
}
