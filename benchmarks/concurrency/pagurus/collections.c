// Collections beside goroutines that wait, each with a list that only its frame
// refers to.
#include <pagurus_gc.h>

#include "benchmarks/concurrency/pagurus/works.h"

enum { kCollections = 3, kLooks = 10, kBetween = 1000 };

struct node {
  struct node PAG_REF* next;
  long number;
  long rest[6];
};
static const uint64_t first_word[] = {1};
static pag_type type = {sizeof(struct node), first_word, "node", NULL, {0, 0}};

static pag_chan* chan;
static pag_waitgroup waiting = PAG_INIT, done = PAG_INIT;
static long nodes, wrong;

static struct node PAG_REF* make_list(long length) {
  struct node PAG_REF* list = 0;
  for (long i = 0; i < length; ++i) {
    struct node PAG_REF* n = (struct node PAG_REF*)pag_alloc(&type);
    n->number = i;
    n->next = list;
    list = n;
  }
  return list;
}

static void waiter(void* arg) {
  struct node PAG_REF* list = make_list(nodes);
  long element, found = 0, right = 0;
  (void)arg;
  pag_waitgroup_done(&waiting);
  pag_chan_recv(chan, &element);
  for (; list != 0; list = list->next) {
    right += list->number == nodes - ++found;
  }
  if (right != nodes) __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
  pag_waitgroup_done(&done);
}

static void park(long goroutines, long length) {
  nodes = length;
  chan = pag_chan_make(sizeof(long), 0);
  require(chan != NULL, "pag_chan_make");
  pag_waitgroup_add(&waiting, (int32_t)goroutines);
  pag_waitgroup_add(&done, (int32_t)goroutines);
  for (long i = 0; i < goroutines; ++i) {
    require(pag_go(waiter, NULL) == 0, "pag_go");
  }
  pag_waitgroup_wait(&waiting);
}

static void wake(void) {
  pag_chan_close(chan);
  pag_waitgroup_wait(&done);
  require(wrong == 0, "lists");
}

static pag_gc_stats gc_stats(void) {
  pag_gc_stats stats;
  pag_get_gc_stats(&stats, sizeof stats);
  return stats;
}

// 10 KiB of objects for each goroutine.
void gc_pause(long length, long goroutines) {
  park(goroutines, length);
  // Collections come by themselves, while somebody allocates.
  const uint64_t until = gc_stats().collections + kCollections;
  while (gc_stats().collections < until) {
    for (long i = 0; i < kBetween; ++i) {
      require(make_list(16)->number == 15, "a list");
    }
  }
  const pag_gc_stats stats = gc_stats();
  wake();
  require(stats.live_bytes >=
              (uint64_t)goroutines * (uint64_t)length * sizeof(struct node),
          "live bytes");
  const struct stopwatch longest = {(int64_t)stats.pause_max_ns,
                                    (int64_t)stats.pause_max_ns};
  report("pause", 1, &longest);
}

static void collect(struct stopwatch* watch) {
  pag_collect();  // what there was before
  begin(watch);
  for (int i = 0; i < kLooks; ++i) pag_collect();
  end(watch);
}

// What goroutines add to the CPU time of a collection.
void gc_scan(long length, long goroutines) {
  struct stopwatch without = {0, 0}, with = {0, 0};
  collect(&without);
  park(goroutines, length);
  collect(&with);
  wake();
  report_difference("time", goroutines * kLooks, &with, &without);
}
