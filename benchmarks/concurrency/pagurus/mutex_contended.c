// Four goroutines want the same mutex.  Its holder gives way once, so that the
// others find it locked and wait, also with one scheduling context.
#include "benchmarks/concurrency/pagurus/works.h"

enum { kEach = 4 };

static pag_mutex mutex = PAG_INIT;
static long counter;

struct share {
  pag_waitgroup* done;
  long count;
};

static void work(void* arg) {
  const struct share s = *(struct share*)arg;
  for (long i = 0; i < s.count; ++i) {
    pag_mutex_lock(&mutex);
    const long before = counter;
    pag_yield();
    counter = before + 1;
    pag_mutex_unlock(&mutex);
  }
  pag_waitgroup_done(s.done);
}

void mutex_contended(long unused, long count) {
  pag_waitgroup done = PAG_INIT;
  struct share share = {&done, count / kEach};
  struct stopwatch watch = {0, 0};
  (void)unused;
  pag_waitgroup_add(&done, kEach);
  begin(&watch);
  for (int i = 0; i < kEach; ++i) require(pag_go(work, &share) == 0, "pag_go");
  pag_waitgroup_wait(&done);
  end(&watch);
  require(counter == kEach * share.count, "counter");
  report("time", counter, &watch);
}
